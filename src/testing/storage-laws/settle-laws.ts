/** Laws of settlements: each match settles once (P1, P2, P7, P9). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { Match } from '../../domain/subject/settle.ts';
import { count, generationOf, withRetries } from './calls.ts';
import { races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  enableEmail,
  issueCode,
  recoveryDigests,
  settleStep,
  start,
  subjectWithTotp,
  trustedClient,
} from './subjects.ts';

/** Steps that a storage may compare wrongly, as text or in 32 bits, and steps of today. */
const step = fc.oneof(
  fc.integer({ min: 1, max: 12 }),
  fc.constantFrom(1, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, 58_800_000, 117_600_001),
);

const oneStepSettlesOnce = storageLaw({
  id: 'one-step-settles-once',
  promise: 'P1',
  name: 'of any concurrent settlements of one step exactly one settles, and only its client is trusted',
  inputs: fc.record({ race: races({ faults: true }), callers: fc.integer({ min: 2, max: 12 }), step }),
  async check(fixture, { race, callers, step }) {
    const enrolled = await subjectWithTotp(fixture);
    const clients = Array.from({ length: callers }, () => fixture.client());
    const kinds = await fixture.race(
      race,
      clients.map((client) => async (storage) => {
        const trust = { client: trustedClient(client), maxClients: 20 };
        const input = settleStep(enrolled, step, { attemptId: fixture.attempt(), trust });
        return (await withRetries(() => storage.settle(enrolled.tag, input))).kind;
      }),
    );
    equal(count(kinds, 'settled'), 1, 'exactly one settlement of a step settles');
    equal(count(kinds, 'spent'), callers - 1, 'every other settlement finds the step spent');
    const settledClient = clients[kinds.indexOf('settled')];
    const listed = await fixture.storage.listTrusted(enrolled.tag);
    deepEqual(
      listed.map(({ client }) => client),
      [settledClient],
      'only the client that settled is trusted',
    );
  },
});

const stepsOnlyRise = storageLaw({
  id: 'accepted-steps-only-rise',
  promise: 'P2',
  name: 'a step settles if and only if it is above every accepted step, the confirming step included',
  inputs: fc.record({ confirmedBy: step, steps: fc.array(step, { minLength: 1, maxLength: 8 }) }),
  async check(fixture, { confirmedBy, steps }) {
    const enrolled = await subjectWithTotp(fixture, confirmedBy);
    let highest = confirmedBy;
    for (const next of [confirmedBy, ...steps, ...steps]) {
      const input = settleStep(enrolled, next, { attemptId: fixture.attempt() });
      const { kind } = await fixture.storage.settle(enrolled.tag, input);
      equal(
        kind,
        next > highest ? 'settled' : 'spent',
        `step ${next}, after the highest accepted step ${highest}`,
      );
      highest = Math.max(highest, next);
      equal(
        (await fixture.storage.load(enrolled.tag, {})).totp?.lastStep,
        highest,
        'the highest accepted step is stored',
      );
    }
  },
});

const otherEnrollmentSettlesNothing = storageLaw({
  id: 'another-enrollment-settles-nothing',
  promise: 'P2',
  name: 'a step of another enrollment settles nothing',
  inputs: fc.record({ step }),
  async check(fixture, { step }) {
    const enrolled = await subjectWithTotp(fixture);
    const former = { ...enrolled, enrollmentId: fixture.attempt() };
    const input = settleStep(former, step, { attemptId: fixture.attempt() });
    equal((await fixture.storage.settle(enrolled.tag, input)).kind, 'spent');
    const live = settleStep(enrolled, 1, { attemptId: fixture.attempt() });
    equal(
      (await fixture.storage.settle(enrolled.tag, live)).kind,
      'settled',
      'the live enrollment is unaffected',
    );
  },
});

const emailCodeSettlesOnce = storageLaw({
  id: 'one-email-code-settles-once',
  promise: 'P7',
  name: 'of any concurrent settlements of one emailed code exactly one settles; a wrong digest never settles',
  inputs: fc.record({
    race: races({ faults: true }),
    right: fc.array(fc.boolean(), { minLength: 2, maxLength: 10 }),
  }),
  async check(fixture, { race, right }) {
    const tag = fixture.subject();
    await enableEmail(fixture, tag);
    await issueCode(fixture, tag, 'right');
    const generation = await generationOf(fixture.storage, tag);
    const kinds = await fixture.race(
      race,
      right.map((isRight) => async (storage) => {
        const match: Match = { method: 'email', digest: isRight ? 'right' : 'wrong' };
        const input = { attemptId: fixture.attempt(), at: start, generation, match };
        return (await withRetries(() => storage.settle(tag, input))).kind;
      }),
    );
    equal(count(kinds, 'settled'), right.includes(true) ? 1 : 0, 'the code settles once');
    equal(right[kinds.indexOf('settled')] ?? true, true, 'the right code settles');
    const left = (await fixture.storage.load(tag, {})).emailCode;
    equal(left === undefined, right.includes(true), 'a spent code is no longer live');
  },
});

const recoveryCodesSettleOnce = storageLaw({
  id: 'recovery-codes-settle-once-each',
  promise: 'P9',
  name: 'each recovery code settles once; different codes in parallel all settle and are then gone',
  inputs: fc.record({
    race: races({ faults: true }),
    presented: fc.array(fc.nat({ max: recoveryDigests.length - 1 }), { minLength: 2, maxLength: 10 }),
  }),
  async check(fixture, { race, presented }) {
    const { tag, generation } = await subjectWithTotp(fixture);
    const kinds = await fixture.race(
      race,
      presented.map((index) => async (storage) => {
        const match: Match = { method: 'recovery-code', digest: recoveryDigests[index] ?? '' };
        const input = { attemptId: fixture.attempt(), at: start, generation, match };
        return (await withRetries(() => storage.settle(tag, input))).kind;
      }),
    );
    const used = new Set(presented);
    for (const index of used) {
      const kindsOfCode = kinds.filter((_, caller) => presented[caller] === index);
      equal(count(kindsOfCode, 'settled'), 1, `recovery code ${index + 1} settles exactly once`);
    }
    const { recoveryCodesLeft } = await fixture.storage.load(tag, {});
    equal(recoveryCodesLeft, recoveryDigests.length - used.size, 'exactly the spent codes are gone');
    for (const index of used) {
      const match: Match = { method: 'recovery-code', digest: recoveryDigests[index] ?? '' };
      const again = { attemptId: fixture.attempt(), at: start + 86_400_000, generation, match };
      equal((await fixture.storage.settle(tag, again)).kind, 'spent', 'a spent code stays spent');
    }
  },
});

/** Laws of settlements. */
export const settleLaws: readonly StorageLaw[] = [
  oneStepSettlesOnce,
  stepsOnlyRise,
  otherEnrollmentSettlesNothing,
  emailCodeSettlesOnce,
  recoveryCodesSettleOnce,
];
