/** Laws of changes: a change voids all trust and the attempts before it (P11). @module */

import { deepEqual, equal, notEqual } from 'node:assert/strict';
import fc from 'fast-check';
import type { Storage } from '../../ports/storage.ts';
import { count, generationOf, withRetries } from './calls.ts';
import { type StorageFixture, races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  type Enrolled,
  anyTrust,
  chargeFor,
  enableEmail,
  issueCode,
  pendingTotp,
  recoveryDigests,
  settleStep,
  start,
  subjectWithTotp,
  trustClient,
  trustedClient,
} from './subjects.ts';

/** Every verb that changes factors, recovery codes or the account. Each resolves to its outcome. */
const changes = {
  confirmEnrollment: async (storage, { tag, generation }, attemptId) =>
    storage.confirmEnrollment(tag, {
      attemptId,
      at: start,
      generation,
      enrollmentId: 'pending'.padEnd(22, 'p'),
      step: 3,
      recoveryDigests,
    }),
  enableEmail: (storage, { tag, generation }, attemptId) =>
    storage.enableEmail(tag, { attemptId, at: start, generation, addresses: [], recoveryDigests: [] }),
  removeTotp: (storage, { tag, generation }, attemptId) =>
    storage.removeFactor(tag, { attemptId, generation, factor: 'totp' }),
  removeEmail: (storage, { tag, generation }, attemptId) =>
    storage.removeFactor(tag, { attemptId, generation, factor: 'email' }),
  replaceRecoveryCodes: (storage, { tag, generation }, attemptId) =>
    storage.replaceRecoveryCodes(tag, { attemptId, generation, digests: ['new'] }),
  raiseGeneration: (storage, { tag }, attemptId) => storage.raiseGeneration(tag, { attemptId }),
  reset: (storage, { tag }, attemptId) => storage.reset(tag, { attemptId, tokens: 'none' }),
} as const satisfies Record<
  string,
  (storage: Storage, enrolled: Enrolled, attemptId: string) => Promise<string>
>;

/** Every verb that ends all trust: the changes, and the revocation of every client. */
const endsOfTrust = {
  ...changes,
  revokeAllTrusted: (storage, { tag }, attemptId) => storage.revokeAllTrusted(tag, { attemptId }),
} as const satisfies Record<
  string,
  (storage: Storage, enrolled: Enrolled, attemptId: string) => Promise<string>
>;

const change = fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[]));
const endOfTrust = fc.constantFrom(...(Object.keys(endsOfTrust) as (keyof typeof endsOfTrust)[]));

/** A subject with a live authenticator, a pending one, recovery codes and email codes. */
async function subjectWithEverything(fixture: StorageFixture): Promise<Enrolled> {
  const enrolled = await subjectWithTotp(fixture);
  await enableEmail(fixture, enrolled.tag);
  const generation = await generationOf(fixture.storage, enrolled.tag);
  const pending = pendingTotp('pending'.padEnd(22, 'p'));
  const begin = { attemptId: fixture.attempt(), generation, pending };
  equal(await fixture.storage.beginEnrollment(enrolled.tag, begin), 'begun');
  return { ...enrolled, generation };
}

const everyChangeVoidsTrust = storageLaw({
  id: 'every-change-voids-all-trust',
  promise: 'P11',
  name: 'every change of factor, recovery codes or account voids all trust before it returns and raises the generation',
  inputs: fc.record({ change: endOfTrust, clients: fc.integer({ min: 1, max: 4 }) }),
  async check(fixture, { change, clients }) {
    const enrolled = await subjectWithEverything(fixture);
    const { tag } = enrolled;
    const trustedClients = Array.from({ length: clients }, () => fixture.client());
    for (const [index, client] of trustedClients.entries()) {
      await trustClient(fixture, enrolled, index + 1, client);
    }
    equal(
      (await fixture.storage.listTrusted(tag)).length,
      clients,
      'the clients are trusted before the change',
    );
    const outcome = await endsOfTrust[change](fixture.storage, enrolled, fixture.attempt());
    notEqual(outcome, 'superseded', `${change} succeeds`);
    deepEqual(await fixture.storage.listTrusted(tag), [], `no client is listed as trusted after ${change}`);
    for (const client of trustedClients) {
      const { trust, generation } = await fixture.storage.load(tag, { client });
      equal(trust, undefined, `no client is trusted after ${change}`);
      equal(generation, enrolled.generation + 1, 'the generation rises by one');
    }
    const charged = await fixture.storage.charge(
      tag,
      chargeFor('password', { attemptId: fixture.attempt(), client: trustedClients[0], trust: anyTrust }),
    );
    notEqual(charged.kind, 'trusted', `a charge finds no trust after ${change}`);
  },
});

const everyChangeEndsPending = storageLaw({
  id: 'every-change-ends-a-pending-enrollment',
  promise: 'P11',
  name: 'an enrollment begun before a change cannot be confirmed after it',
  inputs: fc.record({ change }),
  async check(fixture, { change }) {
    const enrolled = await subjectWithEverything(fixture);
    const { tag } = enrolled;
    await changes[change](fixture.storage, enrolled, fixture.attempt());
    const { pendingTotp: pending, generation } = await fixture.storage.load(tag, {});
    equal(pending, undefined, `no enrollment is pending after ${change}`);
    const confirm = changes.confirmEnrollment(
      fixture.storage,
      { ...enrolled, generation },
      fixture.attempt(),
    );
    equal(await confirm, 'not-pending', `not confirmed after ${change}`);
  },
});

const everyChangeSupersedesAttempts = storageLaw({
  id: 'no-attempt-settles-after-a-change',
  promise: 'P11',
  name: 'an attempt charged before a change does not settle after it',
  inputs: fc.record({ change: endOfTrust }),
  async check(fixture, { change }) {
    const enrolled = await subjectWithEverything(fixture);
    const attemptId = fixture.attempt();
    const charged = await fixture.storage.charge(enrolled.tag, chargeFor('totp', { attemptId }));
    equal(charged.kind, 'charged');
    await endsOfTrust[change](fixture.storage, enrolled, fixture.attempt());
    const trust = { client: trustedClient(fixture.client()), maxClients: 20 };
    const settled = await fixture.storage.settle(enrolled.tag, settleStep(enrolled, 9, { attemptId, trust }));
    equal(settled.kind, 'superseded', `superseded by ${change}`);
    deepEqual(await fixture.storage.listTrusted(enrolled.tag), [], 'no client is trusted');
  },
});

const changeBeatsRacingSettlement = storageLaw({
  id: 'a-change-beats-a-racing-settlement',
  promise: 'P11',
  name: 'when a change races settlements, no client is trusted once it has returned, and no step settles twice',
  inputs: fc.record({
    race: races({ faults: true }),
    change: endOfTrust,
    settlements: fc.integer({ min: 1, max: 6 }),
  }),
  async check(fixture, { race, change, settlements }) {
    const enrolled = await subjectWithEverything(fixture);
    const { tag } = enrolled;
    const makeChange = async (storage: Storage): Promise<string> => {
      const attemptId = fixture.attempt();
      return withRetries(() => endsOfTrust[change](storage, enrolled, attemptId));
    };
    const settle = async (storage: Storage): Promise<string> => {
      const trust = { client: trustedClient(fixture.client()), maxClients: 20 };
      const input = settleStep(enrolled, 1, { attemptId: fixture.attempt(), trust });
      return (await withRetries(() => storage.settle(tag, input))).kind;
    };
    const callers = [makeChange, ...new Array<typeof settle>(settlements).fill(settle)];
    const [, ...kinds] = await fixture.race(race, callers);
    deepEqual(await fixture.storage.listTrusted(tag), [], `no client is trusted after ${change}`);
    const settlementsMade = count(kinds, 'settled');
    equal(settlementsMade <= 1, true, 'the step settles at most once');
    if (settlementsMade === 0) return;
    const generation = await generationOf(fixture.storage, tag);
    const again = settleStep({ ...enrolled, generation }, 1, { attemptId: fixture.attempt() });
    equal(
      (await fixture.storage.settle(tag, again)).kind,
      'spent',
      `the step is still spent after ${change}`,
    );
  },
});

const revokingChangesNothingElse = storageLaw({
  id: 'revoking-all-trust-changes-nothing-else',
  promise: 'P11',
  name: 'revoking all trust keeps factors, codes and a pending enrollment, and makes no record',
  inputs: fc.record({ again: fc.boolean() }),
  maxRuns: 20,
  async check(fixture, { again }) {
    const { storage } = fixture;
    const enrolled = await subjectWithEverything(fixture);
    const { tag } = enrolled;
    await issueCode(fixture, tag, 'code');
    const before = await storage.load(tag, {});
    const revocation = { attemptId: fixture.attempt() };
    await storage.revokeAllTrusted(tag, revocation);
    if (again) await storage.revokeAllTrusted(tag, revocation);
    const { generation, ...after } = await storage.load(tag, {});
    deepEqual({ ...after, generation: before.generation }, before, 'only the generation differs');
    equal(generation, before.generation + 1, 'a repeated revocation raises it once');
    const confirmed = await changes.confirmEnrollment(
      storage,
      { ...enrolled, generation },
      fixture.attempt(),
    );
    equal(confirmed, 'confirmed', 'the pending enrollment is still pending');
    const nobody = fixture.subject();
    const absent = await storage.load(nobody, {});
    await storage.revokeAllTrusted(nobody, { attemptId: fixture.attempt() });
    deepEqual(await storage.load(nobody, {}), absent, 'a subject without a record stays as it was');
  },
});

/** Laws of changes. */
export const changeLaws: readonly StorageLaw[] = [
  everyChangeVoidsTrust,
  everyChangeEndsPending,
  everyChangeSupersedesAttempts,
  changeBeatsRacingSettlement,
  revokingChangesNothingElse,
];
