/** Laws of charges: what is compared is bounded, and nothing else gives attempts back (P3). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Locks } from '../../domain/subject/attempts.ts';
import { races } from './arena.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  chargeFor,
  count,
  failuresOf,
  insist,
  lockAfterFree,
  start,
  subjectWithTotp,
  candidateFor,
} from './subjects.ts';

const chargesStayInBudget = storageLaw({
  id: 'charges-stay-in-budget',
  promise: 'P3',
  name: 'of any concurrent attempts with a budget of b left exactly b are charged, and each counts once',
  inputs: fc.record({
    race: races({ faults: true }),
    budget: fc.integer({ min: 1, max: 7 }),
    attempts: fc.integer({ min: 2, max: 12 }),
    endsBy: fc.constantFrom('locked', 'disabled'),
  }),
  async holds(arena, { race, budget, attempts, endsBy }) {
    const { tag } = await subjectWithTotp(arena);
    const locks: Locks = endsBy === 'locked' ? lockAfterFree(budget) : { ms: [0], disabledAt: budget };
    const answers = await arena.race(
      race,
      Array.from({ length: attempts }, () => async (storage) => {
        const input = chargeFor('totp', { attemptId: arena.attempt(), locks });
        return insist(() => storage.charge(tag, input));
      }),
    );
    const words = answers.map(({ kind }) => kind);
    const charged = count(words, 'charged');
    ok(charged <= budget, `${charged} attempts were charged, but the budget was ${budget}`);
    equal(charged, Math.min(budget, attempts), 'and no attempt of the budget was refused');
    equal(count(words, endsBy), attempts - charged, `every other attempt is ${endsBy}`);
    equal(await failuresOf(arena.storage, tag, 'totp'), charged, 'each charged attempt counts once');
    for (const answer of answers) {
      if (answer.kind === 'locked') equal(answer.retryAt, start + 30_000, 'a lock says when it ends');
    }
  },
});

const lastAttemptRepeats = storageLaw({
  id: 'the-last-attempt-can-be-repeated',
  promise: 'P16',
  name: 'the attempt that reaches a limit, made again, is answered for the same method, and counts once for it alone',
  inputs: fc.record({
    budget: fc.integer({ min: 1, max: 7 }),
    endsBy: fc.constantFrom('locked', 'disabled'),
  }),
  mostRuns: 50,
  async holds(arena, { budget, endsBy }) {
    const { tag } = await subjectWithTotp(arena);
    const locks: Locks = endsBy === 'locked' ? lockAfterFree(budget) : { ms: [0], disabledAt: budget };
    const candidates = [candidateFor('totp'), candidateFor('recovery-code')];
    for (let attempt = 1; attempt <= budget; attempt++) {
      const input = { ...chargeFor('totp', { attemptId: arena.attempt(), locks }), candidates };
      for (let times = 0; times < 3; times++) {
        const { kind, ...answer } = await arena.storage.charge(tag, input);
        equal(kind, 'charged', `attempt ${attempt} of ${budget}, made ${times + 1} times`);
        equal('method' in answer && answer.method, 'totp', 'for the same method');
      }
      equal(await failuresOf(arena.storage, tag, 'totp'), attempt, 'it counts once');
      equal(await failuresOf(arena.storage, tag, 'recovery-code'), 0, 'and for nothing else');
    }
  },
});

/** Laws of charges. */
export const chargeLaws: readonly StorageLaw[] = [chargesStayInBudget, lastAttemptRepeats];
