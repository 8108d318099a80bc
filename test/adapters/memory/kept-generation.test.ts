/** Memory keeps the generation of a record in which everything has expired (P11). @module */

import { expect, test } from 'vitest';
import { createMemoryStorage } from '../../../src/adapters/memory/index.ts';
import type { SubjectTag } from '../../../src/domain/keys/keyed-names.ts';
import { firstGeneration } from '../../../src/domain/subject/generation.ts';

const tag = 'subject---------------' as SubjectTag;
const start = Date.UTC(2026, 0, 1);
const later = start + 40 * 86_400_000;

test('a call that saw a generation finds it again after the only part of the record was pruned', async () => {
  let elapsed = 0;
  const storage = createMemoryStorage({ elapsedMs: () => elapsed });
  await storage.begin(tag, { attemptId: 'one' });
  await storage.beginEnrollment(tag, {
    attemptId: 'one',
    generation: firstGeneration('one'),
    pending: {
      id: 'pending',
      algorithm: 'SHA1',
      digits: 6,
      periodSeconds: 30,
      sealed: { keyName: 'k1', nonce: 'nonce', ciphertext: 'ciphertext' },
      expiresAt: start + 600_000,
    },
  });
  elapsed = later - start;
  const { state } = await storage.charge(tag, {
    attemptId: 'two',
    at: later,
    candidates: [{ method: 'email', digits: 6 }],
    automaticEmail: false,
    locks: { ms: [0], disabledAt: undefined },
  });
  expect((await storage.load(tag, {})).pendingTotp).toBeUndefined();
  const pinned = await storage.pinEmail(tag, {
    attemptId: 'two',
    at: later,
    generation: state.generation,
    addresses: [],
  });
  expect(pinned.kind).toBe('pinned');
});
