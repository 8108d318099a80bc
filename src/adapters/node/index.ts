/** Adapters that need modules of Node.js (`second-factor/adapters/node`). @module */

export { nodeHashing } from './node-hashing.ts';
