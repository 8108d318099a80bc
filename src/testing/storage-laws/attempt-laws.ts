/** Laws of attempts: counted failures, exact locks, repeated calls (P3, P4, P5, P16). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { AttemptScope } from '../../domain/subject/subject-record.ts';
import { clockStep, instantsAfter } from '../arbitraries/instants.ts';
import { drawnCall } from '../arbitraries/storage-calls.ts';
import { comparable } from '../model/comparable.ts';
import { formatCall } from '../seam/format-call.ts';
import { type StorageCall, makeCall } from '../seam/storage-call.ts';
import { completeCall, failuresOf, readEverything } from './calls.ts';
import type { StorageFixture } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { chargeFor, noLocks, recoveryDigests, start, subjectWithTotp } from './subjects.ts';

const yearMs = 365 * 86_400_000;

const failuresStayCounted = storageLaw({
  id: 'failures-stay-counted',
  promise: 'P4',
  name: 'only a success with the method, its re-enrollment, unlocking, a reset or forgetting lowers a failure count',
  inputs: fc.array(fc.record({ call: drawnCall, step: clockStep, years: fc.boolean() }), {
    minLength: 1,
    maxLength: 15,
  }),
  async check(fixture, moves) {
    const { tag } = await subjectWithTotp(fixture);
    const recipient = fixture.recipient();
    for (const method of ['totp', 'password', 'recovery-code'] as const) {
      await fixture.storage.charge(tag, chargeFor(method, { attemptId: fixture.attempt() }));
    }
    const instants = instantsAfter(moves.map(({ step, years }) => (years ? 10 * yearMs : step)));
    for (const [index, { call }] of moves.entries()) {
      const before = await fixture.storage.load(tag, {});
      const context = { tag, recipient, at: instants[index] ?? start, generation: before.generation };
      const made = call({ ...context, attemptId: fixture.attempt() });
      const outcome: unknown = await makeCall(fixture.storage, made);
      const after = await fixture.storage.load(tag, {});
      for (const [scope, { failures }] of Object.entries(before.attempts)) {
        if (mayClearFailures(scope, made, outcome)) continue;
        const now = after.attempts[scope as AttemptScope]?.failures ?? 0;
        ok(now >= failures, `${made.verb} lowered the failures of ${scope} from ${failures} to ${now}`);
      }
    }
  },
});

function mayClearFailures(scope: string, call: StorageCall, outcome: unknown): boolean {
  if (call.verb === 'settle')
    return call.args[1].match.method === scope && (outcome as { kind: string }).kind === 'settled';
  if (call.verb === 'confirmEnrollment')
    return outcome === 'confirmed' && (scope === 'totp' || scope === 'enrollment');
  if (call.verb === 'enableEmail') return outcome !== 'superseded' && scope === 'email';
  if (call.verb === 'raiseGeneration') return call.args[1].clears === scope;
  return ['unlock', 'reset', 'forget'].includes(call.verb);
}

const schedule = fc.array(fc.constantFrom(0, 1, 1000, 30_000, 900_000), { minLength: 1, maxLength: 6 });

const locksAreExact = storageLaw({
  id: 'locks-are-exact',
  promise: 'P5',
  name: 'an attempt is refused 1 ms before `retryAt` and compared at it, for each lock of the backoff',
  inputs: fc.record({ schedule, method: fc.constantFrom<AttemptScope>('totp', 'recovery-code') }),
  async check(fixture, { schedule, method }) {
    const { tag } = await subjectWithTotp(fixture);
    const ms = schedule.toSorted((a, b) => a - b);
    const locks = { ms, disabledAt: undefined };
    const charge = (at: number) =>
      fixture.storage.charge(tag, chargeFor(method, { attemptId: fixture.attempt(), at, locks }));
    let at = start;
    for (let failures = 1; failures <= ms.length + 2; failures++) {
      equal((await charge(at)).kind, 'charged', `attempt ${failures} is compared when the lock is over`);
      equal(await failuresOf(fixture.storage, tag, method), failures, 'it is counted');
      const lock = ms[Math.min(failures, ms.length) - 1] ?? 0;
      if (lock === 0) continue;
      const retryAt = at + lock;
      for (const early of new Set([at, retryAt - 1])) {
        const refused = await charge(early);
        equal(refused.kind, 'locked', `refused ${retryAt - early} ms before the lock is over`);
        equal(refused.kind === 'locked' ? refused.retryAt : 0, retryAt, '`retryAt` is the end of the lock');
      }
      equal(await failuresOf(fixture.storage, tag, method), failures, 'a refused attempt is not counted');
      at = retryAt;
    }
  },
});

const manyFailures = storageLaw({
  id: 'many-failures-overflow-nothing',
  promise: 'P5',
  name: 'after very many failures the maximum lock is set and ends exactly',
  maxRuns: 1,
  inputs: fc.constant(undefined),
  async check(fixture) {
    const { tag } = await subjectWithTotp(fixture);
    const failures = fixture.options.manyFailures ?? 1200;
    const storage = fixture.unlogged;
    for (let failed = 0; failed < failures; failed++) {
      await storage.charge(tag, chargeFor('totp', { attemptId: fixture.attempt() }));
    }
    equal(await failuresOf(storage, tag, 'totp'), failures, 'every failure is counted');
    const locks = { ms: [0, 30_000, 60_000, 900_000], disabledAt: undefined };
    const charge = (at: number) =>
      fixture.storage.charge(tag, chargeFor('totp', { attemptId: fixture.attempt(), at, locks }));
    // 70 more failures: a doubling by bit shifts would wrap around within 64.
    for (let at = start, more = 0; more < 70; more++, at += 900_000) {
      equal(
        (await charge(at)).kind,
        'charged',
        `compared at the end of the lock after ${more} more failures`,
      );
      const refused = await charge(at + 899_999);
      equal(refused.kind === 'locked' && refused.retryAt, at + 900_000, 'the maximum lock lasts to its end');
    }
  },
});

const disabledAtTheCap = storageLaw({
  id: 'failures-disable-at-the-cap',
  promise: 'P3',
  name: 'failures disable a factor, or the password without one, exactly at the cap, and never recovery codes',
  inputs: fc.record({
    cap: fc.integer({ min: 2, max: 6 }),
    method: fc.constantFrom('totp' as const, 'password' as const),
  }),
  async check(fixture, { cap, method }) {
    const isFactor = method === 'totp';
    const tag = isFactor ? (await subjectWithTotp(fixture)).tag : fixture.subject();
    const locks = { ...noLocks, disabledAt: cap };
    const charge = async (scope: AttemptScope): Promise<string> =>
      (await fixture.storage.charge(tag, chargeFor(scope, { attemptId: fixture.attempt(), locks }))).kind;
    for (let failures = 1; failures <= cap; failures++) {
      equal(await charge(method), 'charged', `failure ${failures} of ${cap}`);
      if (isFactor) equal(await charge('recovery-code'), 'charged', 'a recovery code is compared');
    }
    equal(await charge(method), 'disabled', 'the cap is reached');
    equal(await failuresOf(fixture.storage, tag, method), cap, 'no further failure is counted');
    if (isFactor) equal(await charge('recovery-code'), 'charged', 'recovery codes are never disabled');
  },
});

const repeatedCallsCountOnce = storageLaw({
  id: 'a-repeated-call-is-done-once',
  promise: 'P16',
  name: 'a call repeated with its attempt id returns the same outcome and changes nothing more',
  inputs: fc.record({ prepared: fc.array(drawnCall, { maxLength: 8 }), repeated: drawnCall }),
  async check(fixture, { prepared, repeated }) {
    const { tag } = await subjectWithTotp(fixture);
    for (const drawn of prepared)
      await makeCall(fixture.storage, await completeCall(fixture, drawn, { tag }));
    const call = withFreshDigests(fixture, await completeCall(fixture, repeated, { tag }));
    if (!isRepeatable(call)) return;
    const first: unknown = await makeCall(fixture.storage, call);
    const before = await readEverything(fixture.storage, tag);
    const second: unknown = await makeCall(fixture.storage, call);
    deepEqual(
      comparable(second, start),
      comparable(first, start),
      `${formatCall(call)} returns the same outcome`,
    );
    const after = await readEverything(fixture.storage, tag);
    deepEqual(after, before, `${formatCall(call)} changes nothing the second time`);
  },
});

/**
 * Whether the same attempt may make the call again. A withdrawal carries the id of the attempt that
 * issued the code: the second time there is no code to withdraw.
 */
function isRepeatable({ verb, args }: StorageCall): boolean {
  const [, input] = args;
  return typeof input === 'object' && 'attemptId' in input && verb !== 'withdrawEmailCode';
}

/** Real recovery codes are random, so no two sets share a code. */
function withFreshDigests(fixture: StorageFixture, call: StorageCall): StorageCall {
  if (call.verb !== 'enableEmail') return call;
  const [tag, input] = call.args;
  const fresh = recoveryDigests.map(() => fixture.attempt());
  return { ...call, args: [tag, { ...input, recoveryDigests: fresh }] };
}

/** Laws of attempts. */
export const attemptLaws: readonly StorageLaw[] = [
  failuresStayCounted,
  locksAreExact,
  manyFailures,
  disabledAtTheCap,
  repeatedCallsCountOnce,
];
