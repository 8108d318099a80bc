/** Encryption of secrets at rest (`second-factor/adapters/sealing`). @module */

export { createWebCryptoSealing } from './web-crypto-sealing.ts';
