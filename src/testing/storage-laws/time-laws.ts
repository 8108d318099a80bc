/** Laws of time: exact expiry, also on a clock that jumps and steps back (P6). @module */

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import { factors } from '../../domain/policy/method.ts';
import type { TrustTerms } from '../../domain/subject/trust.ts';
import { begunGenerationOf, failuresOf, generationOf, withRetries } from './calls.ts';
import { type StorageFixture, races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  accessToken,
  anyTrust,
  chargeFor,
  enableEmail,
  enrollTotp,
  issueCode,
  lockAfterFree,
  pendingTotp,
  settleStep,
  start,
  subjectWithTotp,
  trustClient,
  trustedClient,
} from './subjects.ts';

/** Milliseconds after an expiry; negative before it. */
const offset = fc.constantFrom(-600_000, -30_000, -1, 0, 1, 60_000, 86_400_000);

/** For everything that expires: whether a storage finds it live at an offset from its expiry. */
const isLiveAtOffset = {
  'a pending enrollment, when its code is charged': async (fixture, offset) => {
    const tag = fixture.subject();
    const pending = pendingTotp(fixture.attempt());
    const generation = await begunGenerationOf(fixture, tag);
    await fixture.storage.beginEnrollment(tag, { attemptId: fixture.attempt(), generation, pending });
    const at = pending.expiresAt + offset;
    const { kind } = await fixture.storage.charge(
      tag,
      chargeFor('enrollment', { attemptId: fixture.attempt(), at }),
    );
    return kind === 'charged';
  },
  'a pending enrollment, when it is confirmed': async (fixture, offset) => {
    const tag = fixture.subject();
    const pending = pendingTotp(fixture.attempt());
    const generation = await begunGenerationOf(fixture, tag);
    await fixture.storage.beginEnrollment(tag, { attemptId: fixture.attempt(), generation, pending });
    const at = pending.expiresAt + offset;
    const fields = { attemptId: fixture.attempt(), at, generation, enrollmentId: pending.id, step: 1 };
    return (await fixture.storage.confirmEnrollment(tag, { ...fields, recoveryDigests: [] })) === 'confirmed';
  },
  'an emailed code': async (fixture, offset) => {
    const tag = fixture.subject();
    await enableEmail(fixture, tag);
    const at = (await issueCode(fixture, tag, 'code')) + offset;
    const generation = await generationOf(fixture.storage, tag);
    const match = { method: 'email', digest: 'code' } as const;
    const { kind } = await fixture.storage.settle(tag, {
      attemptId: fixture.attempt(),
      at,
      generation,
      match,
    });
    return kind === 'settled';
  },
  'trust that the rule ends': (fixture, offset) =>
    isTrusted(fixture, start + 600_000 + offset, 600, start + 1_200_000),
  'trust that the policy of its day ends': (fixture, offset) =>
    isTrusted(fixture, start + 600_000 + offset, 1200, start + 600_000),
  'a token, when its use is stored': async (fixture, offset) => {
    const tag = fixture.subject();
    const token = accessToken('expires', { expiresAt: start + 600_000 });
    await fixture.storage.insertToken(tag, {
      attemptId: fixture.attempt(),
      generation: await begunGenerationOf(fixture, tag),
      token,
      maxTokens: 9,
    });
    const at = start + 600_000 + offset;
    await fixture.storage.findToken(tag, { id: token.id, at, everyMs: 1000, digests: [token.digest] });
    return (await fixture.storage.load(tag, { tokenId: token.id })).token?.lastUsedAt === at;
  },
} as const satisfies Record<string, (fixture: StorageFixture, offset: number) => Promise<boolean>>;

/** Whether trust until `diesAt` counts at an instant, under a rule of that many seconds. */
async function isTrusted(
  fixture: StorageFixture,
  at: number,
  seconds: number,
  diesAt: number,
): Promise<boolean> {
  const enrolled = await subjectWithTotp(fixture);
  const client = fixture.client();
  await trustClient(fixture, enrolled, 1, client, { diesAt });
  const trust = { seconds, methods: factors };
  const charge = chargeFor('totp', { attemptId: fixture.attempt(), at, client, trust });
  return (await fixture.storage.charge(enrolled.tag, charge)).kind === 'trusted';
}

const expiriesAreExact = storageLaw({
  id: 'expiries-are-exact',
  promise: 'P6',
  name: 'what expires is live 1 ms before `expiresAt` and dead at it, independent of the real time',
  inputs: fc.record({
    what: fc.constantFrom(...(Object.keys(isLiveAtOffset) as (keyof typeof isLiveAtOffset)[])),
    offset,
  }),
  maxRuns: 400,
  async check(fixture, { what, offset }) {
    const isLive = await isLiveAtOffset[what](fixture, offset);
    equal(
      isLive,
      offset < 0,
      `${what}, ${Math.abs(offset)} ms ${offset < 0 ? 'before' : 'after'} its expiry`,
    );
  },
});

const steppingBackRevivesNothing = storageLaw({
  id: 'stepping-back-revives-nothing',
  promise: 'P6',
  name: 'a clock that steps back revives nothing spent and clears no failure',
  inputs: fc.record({
    ahead: fc.constantFrom(0, 1, 60_000, 3_600_000, 86_400_000 * 400),
    back: fc.constantFrom(1, 1000, 60_000, 3_600_000, 86_400_000 * 400),
  }),
  maxRuns: 200,
  async check(fixture, { ahead, back }) {
    const enrolled = await subjectWithTotp(fixture);
    const { tag } = enrolled;
    await enableEmail(fixture, tag);
    const generation = await generationOf(fixture.storage, tag);
    await issueCode(fixture, tag, 'code');
    const email = { method: 'email', digest: 'code' } as const;
    const step = { method: 'totp', enrollmentId: enrolled.enrollmentId, step: 7 } as const;
    const settle = async (match: typeof email | typeof step, at: number): Promise<string> =>
      (await fixture.storage.settle(tag, { attemptId: fixture.attempt(), at, generation, match })).kind;
    equal(await settle(email, start), 'settled');
    equal(await settle(step, start + ahead), 'settled');
    await fixture.storage.charge(tag, chargeFor('totp', { attemptId: fixture.attempt(), at: start + ahead }));
    const before = await failuresOf(fixture.storage, tag, 'totp');
    for (const at of [start + ahead - back, start, start + ahead]) {
      equal(await settle(email, at), 'spent', 'a spent emailed code stays spent');
      equal(await settle(step, at), 'spent', 'a spent step stays spent');
    }
    equal(await failuresOf(fixture.storage, tag, 'totp'), before, 'the failures stay counted');
  },
});

const jumpLeavesNoLongLock = storageLaw({
  id: 'a-jump-leaves-no-long-lock',
  promise: 'P6',
  name: 'a clock that jumped ahead and is back leaves no lock beyond the maximum and no trust from the future',
  inputs: fc.record({ jump: fc.constantFrom(30_001, 60_000, 60_001, 3_600_000, 86_400_000 * 365) }),
  maxRuns: 100,
  async check(fixture, { jump }) {
    const enrolled = await subjectWithTotp(fixture);
    const { tag } = enrolled;
    const client = fixture.client();
    const later = start + jump;
    const trust = { client: trustedClient(client, { factorAt: later }), maxClients: 20 };
    await fixture.storage.settle(
      tag,
      settleStep(enrolled, 1, { attemptId: fixture.attempt(), at: later, trust }),
    );
    const locks = lockAfterFree(1);
    const charge = (at: number, more: { readonly trust?: TrustTerms } = {}) =>
      fixture.storage.charge(
        tag,
        chargeFor('totp', { attemptId: fixture.attempt(), at, locks, client, ...more }),
      );
    equal((await charge(later)).kind, 'charged');
    const back = await charge(start);
    equal(back.kind === 'locked' && back.retryAt, start + 30_000, 'the lock is cut to the maximum');
    const isTrusted = (await charge(start, { trust: anyTrust })).kind === 'trusted';
    equal(isTrusted, jump <= 60_000, 'trust from more than a minute in the future does not count');
    const { kind } = await charge(start + 30_000);
    equal(kind, 'charged', 'attempts are compared again when the cut lock is over');
  },
});

const expiredDataIsKept = storageLaw({
  id: 'nothing-is-collected-early',
  promise: 'P6',
  name: 'expired data is kept for an hour, so that a clock that steps back still finds it live',
  inputs: fc.record({ race: races(), ahead: fc.constantFrom(0, 1, 60_000, 3_599_999) }),
  maxRuns: 100,
  async check(fixture, { race, ahead }) {
    const { tag } = await enrollTotp(fixture, fixture.subject());
    await enableEmail(fixture, tag);
    const expiresAt = await issueCode(fixture, tag, 'code');
    const generation = await generationOf(fixture.storage, tag);
    // These calls, also on other subjects, give a storage an occasion to collect garbage.
    await fixture.race(
      race,
      [tag, fixture.subject(), fixture.subject()].map((subject) => async (storage) => {
        const charge = chargeFor('password', { attemptId: fixture.attempt(), at: expiresAt + ahead });
        return withRetries(() => storage.charge(subject, charge));
      }),
    );
    const match = { method: 'email', digest: 'code' } as const;
    const input = { attemptId: fixture.attempt(), at: expiresAt - 1, generation, match };
    equal(
      (await fixture.storage.settle(tag, input)).kind,
      'settled',
      'the code is live 1 ms before its expiry',
    );
  },
});

/** Laws of time. */
export const timeLaws: readonly StorageLaw[] = [
  expiriesAreExact,
  steppingBackRevivesNothing,
  jumpLeavesNoLongLock,
  expiredDataIsKept,
];
