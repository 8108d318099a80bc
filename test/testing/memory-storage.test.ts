/** The memory adapter keeps every law of the storage port (P19). @module */

import { createMemoryStorage } from 'second-factor/adapters/memory';
import { register, storageLaws } from 'second-factor/testing';
import { describe, it } from 'vitest';

register(
  storageLaws(() => ({ storage: createMemoryStorage() })),
  { describe, it },
);
