/** Laws of attempts: nothing but success clears failures, locks are exact, and a repeated call counts once (P4, P5, P16). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { AttemptScope } from '../../domain/subject/subject-record.ts';
import { callsThatReadAll } from '../arbitraries/drawn-token-calls.ts';
import { clockStep, instantsAfter } from '../arbitraries/instants.ts';
import { drawnCall } from '../arbitraries/storage-calls.ts';
import { comparable } from '../model/comparable.ts';
import { formatCall } from '../seam/format-call.ts';
import { type StorageCall, makeCall } from '../seam/storage-call.ts';
import type { Arena } from './arena.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  chargeFor,
  generationOf,
  failuresOf,
  noLocks,
  recoveryDigests,
  start,
  subjectWithTotp,
} from './subjects.ts';

const failuresStay = storageLaw({
  id: 'failures-stay-counted',
  promise: 'P4',
  name: 'no call and no time lowers a failure count, but a success of that method, its re-enrollment, or a reset',
  inputs: fc.array(fc.record({ call: drawnCall, step: clockStep, years: fc.boolean() }), {
    minLength: 1,
    maxLength: 15,
  }),
  async holds(arena, moves) {
    const { tag } = await subjectWithTotp(arena);
    const recipient = arena.recipient();
    for (const method of ['totp', 'password', 'recovery-code'] as const) {
      await arena.storage.charge(tag, chargeFor(method, { attemptId: arena.attempt() }));
    }
    const instants = instantsAfter(moves.map(({ step, years }) => (years ? 10 * year : step)));
    for (const [index, { call }] of moves.entries()) {
      const before = await arena.storage.load(tag, {});
      const context = { tag, recipient, at: instants[index] ?? start, generation: before.generation };
      const made = call({ ...context, attemptId: arena.attempt() });
      const answer: unknown = await makeCall(arena.storage, made);
      const after = await arena.storage.load(tag, {});
      for (const [scope, { failures }] of Object.entries(before.attempts)) {
        if (mayClear(made, answer, scope)) continue;
        const now = after.attempts[scope as AttemptScope]?.failures ?? 0;
        ok(now >= failures, `${made.verb} lowered the failures of ${scope} from ${failures} to ${now}`);
      }
    }
  },
});

const year = 365 * 86_400_000;

function mayClear(call: StorageCall, answer: unknown, scope: string): boolean {
  if (call.verb === 'settle')
    return call.args[1].match.method === scope && (answer as { kind: string }).kind === 'settled';
  if (call.verb === 'confirmEnrollment')
    return answer === 'confirmed' && (scope === 'totp' || scope === 'enrollment');
  if (call.verb === 'enableEmail') return answer !== 'superseded' && scope === 'email';
  return call.verb === 'reset';
}

const schedule = fc.array(fc.constantFrom(0, 1, 1000, 30_000, 900_000), { minLength: 1, maxLength: 6 });

const locksAreExact = storageLaw({
  id: 'locks-are-exact',
  promise: 'P5',
  name: 'an attempt is refused 1 ms before `retryAt` and compared at it, at every step of the backoff and beyond its end',
  inputs: fc.record({ schedule, method: fc.constantFrom<AttemptScope>('totp', 'recovery-code') }),
  async holds(arena, { schedule, method }) {
    const { tag } = await subjectWithTotp(arena);
    const ms = schedule.toSorted((a, b) => a - b);
    const locks = { ms, disabledAt: undefined };
    const charge = (at: number) =>
      arena.storage.charge(tag, chargeFor(method, { attemptId: arena.attempt(), at, locks }));
    let at = start;
    for (let failures = 1; failures <= ms.length + 2; failures++) {
      equal((await charge(at)).kind, 'charged', `attempt ${failures} is compared once the lock is over`);
      equal(await failuresOf(arena.storage, tag, method), failures, 'and counted');
      const lock = ms[Math.min(failures, ms.length) - 1] ?? 0;
      if (lock === 0) continue;
      const retryAt = at + lock;
      for (const early of new Set([at, retryAt - 1])) {
        const refused = await charge(early);
        equal(refused.kind, 'locked', `compared ${retryAt - early} ms before the lock was over`);
        equal(refused.kind === 'locked' ? refused.retryAt : 0, retryAt, '`retryAt` is when the lock is over');
      }
      equal(await failuresOf(arena.storage, tag, method), failures, 'a refused attempt is not counted');
      at = retryAt;
    }
  },
});

const manyFailures = storageLaw({
  id: 'many-failures-overflow-nothing',
  promise: 'P5',
  name: 'after a great many failures the longest lock is set, and it is exact',
  mostRuns: 1,
  inputs: fc.constant(undefined),
  async holds(arena) {
    const { tag } = await subjectWithTotp(arena);
    const failures = arena.options.manyFailures ?? 1200;
    const storage = arena.storageWithoutTable;
    for (let failed = 0; failed < failures; failed++) {
      await storage.charge(tag, chargeFor('totp', { attemptId: arena.attempt() }));
    }
    equal(await failuresOf(storage, tag, 'totp'), failures, 'every failure is counted');
    const locks = { ms: [0, 30_000, 60_000, 900_000], disabledAt: undefined };
    const charge = (at: number) =>
      arena.storage.charge(tag, chargeFor('totp', { attemptId: arena.attempt(), at, locks }));
    // As many more as there are bits to shift by, so that no doubling wraps around unseen.
    for (let at = start, more = 0; more < 70; more++, at += 900_000) {
      equal((await charge(at)).kind, 'charged', `compared at the end of the lock, ${more} failures later`);
      const refused = await charge(at + 899_999);
      equal(refused.kind === 'locked' && refused.retryAt, at + 900_000, 'the longest lock holds to its end');
    }
  },
});

const disabledGivesWay = storageLaw({
  id: 'only-enrolled-factors-are-disabled',
  promise: 'P3',
  name: 'the cap of failures disables a factor exactly when it is reached, and never recovery codes',
  inputs: fc.record({ cap: fc.integer({ min: 2, max: 6 }) }),
  async holds(arena, { cap }) {
    const { tag } = await subjectWithTotp(arena);
    const locks = { ...noLocks, disabledAt: cap };
    const charge = async (method: AttemptScope): Promise<string> =>
      (await arena.storage.charge(tag, chargeFor(method, { attemptId: arena.attempt(), locks }))).kind;
    for (let failures = 1; failures <= cap; failures++) {
      equal(await charge('totp'), 'charged', `failure ${failures} of ${cap}`);
      equal(await charge('recovery-code'), 'charged', 'a recovery code is compared');
    }
    equal(await charge('totp'), 'disabled', 'the cap is reached');
    equal(await failuresOf(arena.storage, tag, 'totp'), cap, 'what is disabled counts no more');
    equal(await charge('recovery-code'), 'charged', 'recovery codes are never disabled');
  },
});

const repeatedCallsCountOnce = storageLaw({
  id: 'a-repeated-call-is-done-once',
  promise: 'P16',
  name: 'a call that is made again with its attempt id answers the same, and changes nothing more',
  inputs: fc.record({ prepared: fc.array(drawnCall, { maxLength: 8 }), repeated: drawnCall }),
  async holds(arena, { prepared, repeated }) {
    const { tag } = await subjectWithTotp(arena);
    for (const call of prepared) await makeCall(arena.storage, await complete(arena, tag, call));
    const call = withFreshDigests(arena, await complete(arena, tag, repeated));
    if (!hasAttempt(call)) return;
    const first: unknown = await makeCall(arena.storage, call);
    const before = await look(arena, tag);
    const second: unknown = await makeCall(arena.storage, call);
    deepEqual(comparable(second, start), comparable(first, start), `${formatCall(call)} answers the same`);
    deepEqual(await look(arena, tag), before, `${formatCall(call)} changes nothing the second time`);
  },
});

async function complete(
  arena: Arena,
  tag: Awaited<ReturnType<typeof subjectWithTotp>>['tag'],
  call: typeof drawnCall extends fc.Arbitrary<infer Drawn> ? Drawn : never,
): Promise<StorageCall> {
  const generation = await generationOf(arena.storage, tag);
  return call({ tag, recipient: arena.recipient(), at: start, generation, attemptId: arena.attempt() });
}

/** Withdrawing names the attempt that issued the code; a second time there is nothing to withdraw. */
function hasAttempt({ verb, args }: StorageCall): boolean {
  const [, input] = args;
  return typeof input === 'object' && 'attemptId' in input && verb !== 'withdrawEmailCode';
}

/** Recovery codes are drawn at random, so no two sets ever share one. */
function withFreshDigests(arena: Arena, call: StorageCall): StorageCall {
  if (call.verb !== 'enableEmail') return call;
  const [tag, input] = call.args;
  const fresh = recoveryDigests.map(() => arena.attempt());
  return { ...call, args: [tag, { ...input, recoveryDigests: fresh }] };
}

async function look(arena: Arena, tag: Parameters<typeof callsThatReadAll>[0]): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  for (const call of callsThatReadAll(tag)) seen.push(comparable(await makeCall(arena.storage, call), start));
  return seen;
}

/** Laws of attempts. */
export const attemptLaws: readonly StorageLaw[] = [
  failuresStay,
  locksAreExact,
  manyFailures,
  disabledGivesWay,
  repeatedCallsCountOnce,
];
