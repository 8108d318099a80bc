/** Laws of recovery codes and the factors that they stand in for (P23). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { Factor } from '../../domain/policy/method.ts';
import { begunGenerationOf } from './calls.ts';
import type { StorageFixture } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { enableEmail, enrollTotp } from './subjects.ts';

const recoveryCodesNeedAFactor = storageLaw({
  id: 'recovery-codes-need-a-factor',
  promise: 'P23',
  name: 'recovery codes go with the last factor, and without a factor none are stored',
  inputs: fc.record({
    removed: fc.shuffledSubarray<Factor>(['totp', 'email'], { minLength: 1 }),
    digests: fc.uniqueArray(fc.stringMatching(/^[a-z]{22}$/), { minLength: 1, maxLength: 3 }),
  }),
  maxRuns: 60,
  async check(fixture, { removed, digests }) {
    const { storage } = fixture;
    const tag = fixture.subject();
    const replace = async (): Promise<string> =>
      storage.replaceRecoveryCodes(tag, { ...(await change(fixture, tag)), digests });
    equal(await replace(), 'not-enrolled', 'a subject without a factor gets no recovery codes');
    await enrollTotp(fixture, tag);
    await enableEmail(fixture, tag);
    for (const factor of removed)
      equal(await storage.removeFactor(tag, { ...(await change(fixture, tag)), factor }), 'removed');
    const left = removed.length < 2;
    equal(await replace(), left ? 'replaced' : 'not-enrolled');
    const state = await storage.load(tag, {});
    deepEqual(state.recoveryCodesLeft, left ? digests.length : 0, 'codes are left while a factor is');
  },
});

async function change(
  fixture: StorageFixture,
  tag: SubjectTag,
): Promise<{ readonly attemptId: string; readonly generation: number }> {
  return { attemptId: fixture.attempt(), generation: await begunGenerationOf(fixture, tag) };
}

export const recoveryCodeLaws: readonly StorageLaw[] = [recoveryCodesNeedAFactor];
