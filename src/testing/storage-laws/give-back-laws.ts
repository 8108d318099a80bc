/** Laws of charges that are given back, or cleared: each at most once, and no other. @module */

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { Storage } from '../../ports/storage.ts';
import { begunGenerationOf, failuresOf } from './calls.ts';
import type { StorageFixture } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { type Enrolled, chargeFor, lockAfterFree, settleStep, start, subjectWithTotp } from './subjects.ts';

/** Both verbs that give back: `refund`, and `settle` of a step that is spent. */
const how = fc.constantFrom<('refund' | 'settle')[]>('refund', 'settle');

/** Gives the charge of an attempt back. The confirming step, 0, is spent. */
async function giveBack(
  storage: Storage,
  enrolled: Enrolled,
  attemptId: string,
  by: 'refund' | 'settle',
): Promise<void> {
  const { tag } = enrolled;
  if (by === 'refund') await storage.refund(tag, { attemptId, method: 'totp' });
  else equal((await storage.settle(tag, settleStep(enrolled, 0, { attemptId }))).kind, 'spent');
}

/** Charges attempts. The last of them sets a lock. */
async function chargeAll(
  { storage, attempt }: StorageFixture,
  { tag }: Enrolled,
  count: number,
): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => attempt());
  for (const attemptId of ids) {
    const input = chargeFor('totp', { attemptId, locks: lockAfterFree(count) });
    equal((await storage.charge(tag, input)).kind, 'charged', 'an attempt within the budget');
  }
  return ids;
}

const chargesAreGivenBackOnce = storageLaw({
  id: 'a-charge-is-given-back-once',
  promise: 'P4',
  name: 'an attempt that was right but used, or could not be compared, is in no budget, and no other is touched',
  inputs: fc.record({
    charged: fc.integer({ min: 1, max: 6 }),
    which: fc.nat({ max: 5 }),
    how,
    times: fc.integer({ min: 1, max: 3 }),
  }),
  async check(fixture, { charged, which, how, times }) {
    const { storage } = fixture;
    const enrolled = await subjectWithTotp(fixture);
    const { tag } = enrolled;
    const ids = await chargeAll(fixture, enrolled, charged);
    const index = which % charged;
    for (let time = 0; time < times; time++) await giveBack(storage, enrolled, ids[index] ?? '', how);
    equal(await failuresOf(storage, tag, 'totp'), charged - 1, 'one charge is given back, once');
    await giveBack(storage, enrolled, fixture.attempt(), how);
    equal(
      await failuresOf(storage, tag, 'totp'),
      charged - 1,
      'an attempt that was not charged gives nothing',
    );
    const locks = lockAfterFree(charged);
    const next = await storage.charge(tag, chargeFor('totp', { attemptId: fixture.attempt(), locks }));
    const isLatest = index === charged - 1;
    equal(next.kind, isLatest ? 'charged' : 'locked', 'the lock goes with the charge that set it');
  },
});

const clearedChargesAreNotGivenBack = storageLaw({
  id: 'a-cleared-charge-is-not-given-back',
  promise: 'P3',
  name: 'a charge that a success has cleared gives nothing back, so one attempt never pays for another',
  inputs: fc.record({
    charged: fc.integer({ min: 1, max: 5 }),
    later: fc.integer({ min: 1, max: 3 }),
    how,
  }),
  async check(fixture, { charged, later, how }) {
    const { storage } = fixture;
    const enrolled = await subjectWithTotp(fixture);
    const { tag } = enrolled;
    const ids = await chargeAll(fixture, enrolled, charged);
    const settled = await storage.settle(tag, settleStep(enrolled, 5, { attemptId: fixture.attempt() }));
    equal(settled.kind, 'settled', 'a success clears the failures');
    for (let wrong = 0; wrong < later; wrong++)
      await storage.charge(tag, chargeFor('totp', { attemptId: fixture.attempt() }));
    for (const id of ids) await giveBack(storage, enrolled, id, how);
    equal(await failuresOf(storage, tag, 'totp'), later, 'every later failure stays counted');
  },
});

const passwordsClearOnce = storageLaw({
  id: 'a-password-clears-once',
  promise: 'P3',
  name: 'the settlement of a password clears the failures once, however late it is repeated',
  inputs: fc.record({
    before: fc.integer({ min: 0, max: 3 }),
    later: fc.integer({ min: 1, max: 7 }),
    times: fc.integer({ min: 1, max: 3 }),
  }),
  maxRuns: 60,
  async check(fixture, { before, later, times }) {
    const { storage } = fixture;
    const tag = fixture.subject();
    const generation = await begunGenerationOf(fixture, tag);
    const guess = async (attemptId: string): Promise<void> =>
      void (await storage.charge(tag, chargeFor('password', { attemptId })));
    for (let wrong = 0; wrong < before; wrong++) await guess(fixture.attempt());
    const attemptId = fixture.attempt();
    await guess(attemptId);
    const settlement = { attemptId, at: start, generation, match: { method: 'password' } } as const;
    equal((await storage.settle(tag, settlement)).kind, 'settled');
    equal(await failuresOf(storage, tag, 'password'), 0, 'a success clears the failures');
    for (let wrong = 0; wrong < later; wrong++) await guess(fixture.attempt());
    for (let time = 0; time < times; time++)
      equal((await storage.settle(tag, settlement)).kind, 'settled', 'repeated with the same outcome');
    equal(await failuresOf(storage, tag, 'password'), later, 'every later failure stays counted');
  },
});

/** Laws of charges that are given back, or cleared. */
export const giveBackLaws: readonly StorageLaw[] = [
  chargesAreGivenBackOnce,
  clearedChargesAreNotGivenBack,
  passwordsClearOnce,
];
