/** Laws of charges: a budget bounds how many attempts are compared (P3, P16). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Locks } from '../../domain/subject/attempts.ts';
import { count, failuresOf, withRetries } from './calls.ts';
import { races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { candidateFor, chargeFor, lockAfterFree, start, subjectWithTotp } from './subjects.ts';

const chargesStayInBudget = storageLaw({
  id: 'charges-stay-in-budget',
  promise: 'P3',
  name: 'of any concurrent attempts exactly as many are charged as the budget has left, and each counts once',
  inputs: fc.record({
    race: races({ faults: true }),
    budget: fc.integer({ min: 1, max: 7 }),
    attempts: fc.integer({ min: 2, max: 12 }),
    endsBy: fc.constantFrom('locked', 'disabled'),
  }),
  async check(fixture, { race, budget, attempts, endsBy }) {
    const { tag } = await subjectWithTotp(fixture);
    const locks: Locks = endsBy === 'locked' ? lockAfterFree(budget) : { ms: [0], disabledAt: budget };
    const outcomes = await fixture.race(
      race,
      Array.from({ length: attempts }, () => async (storage) => {
        const input = chargeFor('totp', { attemptId: fixture.attempt(), locks });
        return withRetries(() => storage.charge(tag, input));
      }),
    );
    const kinds = outcomes.map(({ kind }) => kind);
    const charged = count(kinds, 'charged');
    ok(charged <= budget, `${charged} attempts were charged, but the budget was ${budget}`);
    equal(charged, Math.min(budget, attempts), 'no attempt within the budget is refused');
    equal(count(kinds, endsBy), attempts - charged, `every other attempt is ${endsBy}`);
    equal(await failuresOf(fixture.storage, tag, 'totp'), charged, 'each charged attempt counts once');
    for (const outcome of outcomes) {
      if (outcome.kind === 'locked')
        equal(outcome.retryAt, start + 30_000, '`retryAt` is the end of the lock');
    }
  },
});

const lastAttemptRepeats = storageLaw({
  id: 'the-last-attempt-can-be-repeated',
  promise: 'P16',
  name: 'a repeated call of the attempt that reaches a limit returns the same method and counts once',
  inputs: fc.record({
    budget: fc.integer({ min: 1, max: 7 }),
    endsBy: fc.constantFrom('locked', 'disabled'),
  }),
  maxRuns: 50,
  async check(fixture, { budget, endsBy }) {
    const { tag } = await subjectWithTotp(fixture);
    const locks: Locks = endsBy === 'locked' ? lockAfterFree(budget) : { ms: [0], disabledAt: budget };
    const candidates = [candidateFor('totp'), candidateFor('recovery-code')];
    for (let attempt = 1; attempt <= budget; attempt++) {
      const input = { ...chargeFor('totp', { attemptId: fixture.attempt(), locks }), candidates };
      for (let times = 0; times < 3; times++) {
        const charged = await fixture.storage.charge(tag, input);
        equal(charged.kind, 'charged', `attempt ${attempt} of ${budget}, call ${times + 1}`);
        equal('method' in charged && charged.method, 'totp', 'it is charged to the same method');
      }
      equal(await failuresOf(fixture.storage, tag, 'totp'), attempt, 'the attempt counts once');
      equal(await failuresOf(fixture.storage, tag, 'recovery-code'), 0, 'it counts for no other method');
    }
  },
});

/** Laws of charges. */
export const chargeLaws: readonly StorageLaw[] = [chargesStayInBudget, lastAttemptRepeats];
