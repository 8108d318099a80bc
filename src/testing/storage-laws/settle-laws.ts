/** Laws of matches: what is presented counts once (P1, P2, P9). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { Match } from '../../domain/subject/settle.ts';
import { races } from './arena.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  count,
  enableEmail,
  generationOf,
  insist,
  issueCode,
  recoveryDigests,
  settleStep,
  start,
  subjectWithTotp,
  trusted,
} from './subjects.ts';

/** Steps around everything that a storage could take them for. */
const step = fc.oneof(
  fc.integer({ min: 1, max: 12 }),
  fc.constantFrom(1, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, 58_800_000, 117_600_001),
);

const oneStepSettlesOnce = storageLaw({
  id: 'one-step-settles-once',
  promise: 'P1',
  name: 'of any concurrent settlements of one step exactly one settles, and only its client is trusted',
  inputs: fc.record({ race: races({ faults: true }), contestants: fc.integer({ min: 2, max: 12 }), step }),
  async holds(arena, { race, contestants, step }) {
    const enrolled = await subjectWithTotp(arena);
    const clients = Array.from({ length: contestants }, () => arena.client());
    const words = await arena.race(
      race,
      clients.map((client) => async (storage) => {
        const trust = { client: trusted(client), maxClients: 20 };
        const input = settleStep(enrolled, step, { attemptId: arena.attempt(), trust });
        return (await insist(() => storage.settle(enrolled.tag, input))).kind;
      }),
    );
    equal(count(words, 'settled'), 1, 'exactly one settlement of a step settles');
    equal(count(words, 'spent'), contestants - 1, 'every other one finds it spent');
    const winner = clients[words.indexOf('settled')];
    const listed = await arena.storage.listTrusted(enrolled.tag);
    deepEqual(
      listed.map(({ client }) => client),
      [winner],
      'only the client that settled is trusted',
    );
  },
});

const stepsOnlyRise = storageLaw({
  id: 'accepted-steps-only-rise',
  promise: 'P2',
  name: 'a step settles if and only if it is above every accepted one, the confirming one included (A, B, A too)',
  inputs: fc.record({ confirmedBy: step, steps: fc.array(step, { minLength: 1, maxLength: 8 }) }),
  async holds(arena, { confirmedBy, steps }) {
    const enrolled = await subjectWithTotp(arena, confirmedBy);
    let highest = confirmedBy;
    for (const next of [confirmedBy, ...steps, ...steps]) {
      const input = settleStep(enrolled, next, { attemptId: arena.attempt() });
      const { kind } = await arena.storage.settle(enrolled.tag, input);
      equal(
        kind,
        next > highest ? 'settled' : 'spent',
        `step ${next} after the highest accepted, ${highest}`,
      );
      highest = Math.max(highest, next);
      equal((await arena.storage.load(enrolled.tag, {})).totp?.lastStep, highest, 'the highest step is kept');
    }
  },
});

const otherEnrollmentSettlesNothing = storageLaw({
  id: 'another-enrollment-settles-nothing',
  promise: 'P2',
  name: 'a step of an enrollment that is no longer there settles nothing, whatever its number',
  inputs: fc.record({ step }),
  async holds(arena, { step }) {
    const enrolled = await subjectWithTotp(arena);
    const former = { ...enrolled, enrollmentId: arena.attempt() };
    const input = settleStep(former, step, { attemptId: arena.attempt() });
    equal((await arena.storage.settle(enrolled.tag, input)).kind, 'spent');
    const live = settleStep(enrolled, 1, { attemptId: arena.attempt() });
    equal(
      (await arena.storage.settle(enrolled.tag, live)).kind,
      'settled',
      'the live enrollment is untouched',
    );
  },
});

const emailCodeSettlesOnce = storageLaw({
  id: 'one-email-code-settles-once',
  promise: 'P7',
  name: 'of any concurrent settlements of one emailed code exactly one settles; a wrong digest never does',
  inputs: fc.record({
    race: races({ faults: true }),
    right: fc.array(fc.boolean(), { minLength: 2, maxLength: 10 }),
  }),
  async holds(arena, { race, right }) {
    const tag = arena.subject();
    await enableEmail(arena, tag);
    await issueCode(arena, tag, 'right');
    const generation = await generationOf(arena.storage, tag);
    const words = await arena.race(
      race,
      right.map((isRight) => async (storage) => {
        const match: Match = { method: 'email', digest: isRight ? 'right' : 'wrong' };
        const input = { attemptId: arena.attempt(), at: start, generation, match };
        return (await insist(() => storage.settle(tag, input))).kind;
      }),
    );
    equal(count(words, 'settled'), right.includes(true) ? 1 : 0, 'a code settles once');
    equal(right[words.indexOf('settled')] ?? true, true, 'the right code settles');
    const left = (await arena.storage.load(tag, {})).emailCode;
    equal(left === undefined, right.includes(true), 'a code that is used up is no longer live');
  },
});

const recoveryCodesSettleOnce = storageLaw({
  id: 'recovery-codes-settle-once-each',
  promise: 'P9',
  name: 'a recovery code settles once; different ones in parallel all settle and are all gone',
  inputs: fc.record({
    race: races({ faults: true }),
    presented: fc.array(fc.nat({ max: recoveryDigests.length - 1 }), { minLength: 2, maxLength: 10 }),
  }),
  async holds(arena, { race, presented }) {
    const { tag, generation } = await subjectWithTotp(arena);
    const words = await arena.race(
      race,
      presented.map((index) => async (storage) => {
        const match: Match = { method: 'recovery-code', digest: recoveryDigests[index] ?? '' };
        const input = { attemptId: arena.attempt(), at: start, generation, match };
        return (await insist(() => storage.settle(tag, input))).kind;
      }),
    );
    const used = new Set(presented);
    for (const index of used) {
      const its = words.filter((_, contestant) => presented[contestant] === index);
      equal(count(its, 'settled'), 1, `recovery code ${index + 1} settles exactly once`);
    }
    const { recoveryCodesLeft } = await arena.storage.load(tag, {});
    equal(recoveryCodesLeft, recoveryDigests.length - used.size, 'the used ones are gone, and no other');
    for (const index of used) {
      const match: Match = { method: 'recovery-code', digest: recoveryDigests[index] ?? '' };
      const again = { attemptId: arena.attempt(), at: start + 86_400_000, generation, match };
      equal((await arena.storage.settle(tag, again)).kind, 'spent', 'and stay gone');
    }
  },
});

/** Laws of matches. */
export const settleLaws: readonly StorageLaw[] = [
  oneStepSettlesOnce,
  stepsOnlyRise,
  otherEnrollmentSettlesNothing,
  emailCodeSettlesOnce,
  recoveryCodesSettleOnce,
];
