/** Laws of time: expiries are exact, on a clock that also jumps ahead and steps back (P6). @module */

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import { type Arena, races } from './arena.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  accessToken,
  chargeFor,
  enableEmail,
  enrollTotp,
  generationOf,
  failuresOf,
  insist,
  issueCode,
  lockAfterFree,
  pendingTotp,
  settleStep,
  start,
  subjectWithTotp,
  trustClient,
} from './subjects.ts';

/** How long after its end (before it, where negative) something is looked at. */
const offset = fc.constantFrom(-600_000, -30_000, -1, 0, 1, 60_000, 86_400_000);

/** Whether what expires is found live `offset` after its end, for everything that expires. */
const lives = {
  'a pending enrollment, when its code is charged': async (arena, offset) => {
    const tag = arena.subject();
    const pending = pendingTotp(arena.attempt());
    await arena.storage.beginEnrollment(tag, { attemptId: arena.attempt(), generation: 0, pending });
    const at = pending.expiresAt + offset;
    const { kind } = await arena.storage.charge(
      tag,
      chargeFor('enrollment', { attemptId: arena.attempt(), at }),
    );
    return kind === 'charged';
  },
  'a pending enrollment, when it is confirmed': async (arena, offset) => {
    const tag = arena.subject();
    const pending = pendingTotp(arena.attempt());
    await arena.storage.beginEnrollment(tag, { attemptId: arena.attempt(), generation: 0, pending });
    const at = pending.expiresAt + offset;
    const fields = { attemptId: arena.attempt(), at, generation: 0, enrollmentId: pending.id, step: 1 };
    return (await arena.storage.confirmEnrollment(tag, { ...fields, recoveryDigests: [] })) === 'confirmed';
  },
  'an emailed code': async (arena, offset) => {
    const tag = arena.subject();
    await enableEmail(arena, tag);
    const at = (await issueCode(arena, tag, 'code')) + offset;
    const generation = await generationOf(arena.storage, tag);
    const match = { method: 'email', digest: 'code' } as const;
    const { kind } = await arena.storage.settle(tag, { attemptId: arena.attempt(), at, generation, match });
    return kind === 'settled';
  },
  'the trust of a client': async (arena, offset) => {
    const enrolled = await subjectWithTotp(arena);
    const client = arena.client();
    await trustClient(arena, enrolled, 1, client);
    const at = start + 600_000 + offset;
    const charge = chargeFor('totp', { attemptId: arena.attempt(), at, client, trustSeconds: 600 });
    return (await arena.storage.charge(enrolled.tag, charge)).kind === 'trusted';
  },
  'a token, whose use is noted': async (arena, offset) => {
    const tag = arena.subject();
    const token = accessToken('expires', { expiresAt: start + 600_000 });
    await arena.storage.insertToken(tag, { attemptId: arena.attempt(), generation: 0, token, maxTokens: 9 });
    const at = start + 600_000 + offset;
    await arena.storage.findToken(tag, { id: token.id, at, everyMs: 1000, digests: [token.digest] });
    return (await arena.storage.load(tag, { tokenId: token.id })).token?.lastUsedAt === at;
  },
} as const satisfies Record<string, (arena: Arena, offset: number) => Promise<boolean>>;

const expiriesAreExact = storageLaw({
  id: 'expiries-are-exact',
  promise: 'P6',
  name: 'what expires is live at `expiresAt` − 1 ms and dead at `expiresAt`, whatever the real time is',
  inputs: fc.record({ what: fc.constantFrom(...(Object.keys(lives) as (keyof typeof lives)[])), offset }),
  mostRuns: 400,
  async holds(arena, { what, offset }) {
    const live = await lives[what](arena, offset);
    equal(live, offset < 0, `${what}, ${Math.abs(offset)} ms ${offset < 0 ? 'before' : 'after'} its end`);
  },
});

const steppingBackRevivesNothing = storageLaw({
  id: 'stepping-back-revives-nothing',
  promise: 'P6',
  name: 'a clock that steps back revives nothing that was spent, and forgets no failure',
  inputs: fc.record({
    ahead: fc.constantFrom(0, 1, 60_000, 3_600_000, 86_400_000 * 400),
    back: fc.constantFrom(1, 1000, 60_000, 3_600_000, 86_400_000 * 400),
  }),
  mostRuns: 200,
  async holds(arena, { ahead, back }) {
    const enrolled = await subjectWithTotp(arena);
    const { tag } = enrolled;
    await enableEmail(arena, tag);
    const generation = await generationOf(arena.storage, tag);
    await issueCode(arena, tag, 'code');
    const email = { method: 'email', digest: 'code' } as const;
    const step = { method: 'totp', enrollmentId: enrolled.enrollmentId, step: 7 } as const;
    const settle = async (match: typeof email | typeof step, at: number): Promise<string> =>
      (await arena.storage.settle(tag, { attemptId: arena.attempt(), at, generation, match })).kind;
    equal(await settle(email, start), 'settled');
    equal(await settle(step, start + ahead), 'settled');
    await arena.storage.charge(tag, chargeFor('totp', { attemptId: arena.attempt(), at: start + ahead }));
    const before = await failuresOf(arena.storage, tag, 'totp');
    for (const at of [start + ahead - back, start, start + ahead]) {
      equal(await settle(email, at), 'spent', 'a used emailed code stays used');
      equal(await settle(step, at), 'spent', 'a used step stays used');
    }
    equal(await failuresOf(arena.storage, tag, 'totp'), before, 'and the failures stay counted');
  },
});

const jumpsLeaveNoLongLock = storageLaw({
  id: 'a-jump-leaves-no-long-lock',
  promise: 'P6',
  name: 'a clock that jumped ahead and came back leaves no lock longer than the longest, and no trust from the future',
  inputs: fc.record({ jump: fc.constantFrom(30_001, 60_000, 60_001, 3_600_000, 86_400_000 * 365) }),
  mostRuns: 100,
  async holds(arena, { jump }) {
    const enrolled = await subjectWithTotp(arena);
    const { tag } = enrolled;
    const client = arena.client();
    const later = start + jump;
    const trust = { client: { client, factorAt: later, label: '' }, maxClients: 20 };
    await arena.storage.settle(
      tag,
      settleStep(enrolled, 1, { attemptId: arena.attempt(), at: later, trust }),
    );
    const locks = lockAfterFree(1);
    const charge = (at: number, more: { readonly trustSeconds?: number } = {}) =>
      arena.storage.charge(
        tag,
        chargeFor('totp', { attemptId: arena.attempt(), at, locks, client, ...more }),
      );
    equal((await charge(later)).kind, 'charged');
    const back = await charge(start);
    equal(back.kind === 'locked' && back.retryAt, start + 30_000, 'the lock is cut to the longest');
    const trusts = (await charge(start, { trustSeconds: 300 })).kind === 'trusted';
    equal(trusts, jump <= 60_000, 'trust from more than a minute ahead is not live');
    const { kind } = await charge(start + 30_000);
    equal(kind, 'charged', 'and once the cut lock is over attempts are compared again');
  },
});

const hourOfSlack = storageLaw({
  id: 'nothing-is-collected-early',
  promise: 'P6',
  name: 'garbage is collected an hour after its end at the earliest: a clock that comes back finds what is live there',
  inputs: fc.record({ race: races(), ahead: fc.constantFrom(0, 1, 60_000, 3_599_999) }),
  mostRuns: 100,
  async holds(arena, { race, ahead }) {
    const { tag } = await enrollTotp(arena, arena.subject());
    await enableEmail(arena, tag);
    const expiresAt = await issueCode(arena, tag, 'code');
    const generation = await generationOf(arena.storage, tag);
    // Other calls, some of them on other subjects, give a storage the time and the occasion to collect.
    await arena.race(
      race,
      [tag, arena.subject(), arena.subject()].map((subject) => async (storage) => {
        const charge = chargeFor('password', { attemptId: arena.attempt(), at: expiresAt + ahead });
        return insist(() => storage.charge(subject, charge));
      }),
    );
    const match = { method: 'email', digest: 'code' } as const;
    const input = { attemptId: arena.attempt(), at: expiresAt - 1, generation, match };
    equal(
      (await arena.storage.settle(tag, input)).kind,
      'settled',
      'the code is live at its last millisecond',
    );
  },
});

/** Laws of time. */
export const timeLaws: readonly StorageLaw[] = [
  expiriesAreExact,
  steppingBackRevivesNothing,
  jumpsLeaveNoLongLock,
  hourOfSlack,
];
