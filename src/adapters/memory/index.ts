/** Storage in the memory of one process (`second-factor/adapters/memory`). @module */

export { createMemoryStorage, type MemoryStorage, type MemoryStorageOptions } from './memory-storage.ts';
