/** Parts that need Node's own modules (`second-factor/adapters/node`). @module */

export { nodeHashing } from './node-hashing.ts';
