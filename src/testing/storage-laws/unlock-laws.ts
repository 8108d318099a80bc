/** Laws of unlocking: every attempt is given back, and nothing else changes (P4). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { AttemptScope } from '../../domain/subject/subject-record.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { chargeFor, enableEmail, pendingTotp, subjectWithTotp } from './subjects.ts';

const scopes: readonly AttemptScope[] = ['totp', 'email', 'recovery-code', 'enrollment'];

const unlockingGivesBackAll = storageLaw({
  id: 'unlocking-gives-every-attempt-back',
  promise: 'P4',
  name: 'unlocking ends the failures, locks and caps of every method, and changes nothing else',
  inputs: fc.record({
    tried: fc.shuffledSubarray([...scopes], { minLength: 1 }),
    endsBy: fc.constantFrom('locked', 'disabled'),
  }),
  maxRuns: 100,
  async check(fixture, { tried, endsBy }) {
    const { storage } = fixture;
    const { tag } = await subjectWithTotp(fixture);
    await enableEmail(fixture, tag);
    const { generation } = await storage.load(tag, {});
    const pending = pendingTotp(fixture.attempt());
    await storage.beginEnrollment(tag, { attemptId: fixture.attempt(), generation, pending });
    const { attempts: _, ...before } = await storage.load(tag, {});
    const locks =
      endsBy === 'locked' ? { ms: [60_000], disabledAt: undefined } : { ms: [60_000], disabledAt: 1 };
    const charge = async (scope: AttemptScope, attemptId: string): Promise<string> =>
      (await storage.charge(tag, chargeFor(scope, { attemptId, locks }))).kind;
    const first = new Map(tried.map((scope) => [scope, fixture.attempt()]));
    for (const [scope, attemptId] of first) equal(await charge(scope, attemptId), 'charged');
    for (const scope of tried)
      equal((await charge(scope, fixture.attempt())) === 'charged', false, `${scope} is ${endsBy}`);
    equal(await storage.unlock(tag), 'unlocked');
    const { attempts, ...after } = await storage.load(tag, {});
    deepEqual(after, before, 'only attempts are given back');
    for (const scope of tried) {
      equal(attempts[scope]?.failures, 0, `no failure of ${scope} is left`);
      equal(attempts[scope]?.lockedUntil, 0, `no lock of ${scope} is left`);
    }
    for (const [scope, attemptId] of first) equal(await charge(scope, attemptId), 'charged');
    deepEqual((await storage.load(tag, {})).attempts, attempts, 'a repeated attempt is not counted again');
    for (const scope of tried)
      equal(await charge(scope, fixture.attempt()), 'charged', `${scope} is compared again`);
  },
});

/** Laws of unlocking. */
export const unlockLaws: readonly StorageLaw[] = [unlockingGivesBackAll];
