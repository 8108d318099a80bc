/** Laws of trust: its client, its grant by a settlement, its cap (P10, P12). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { ClientFingerprint } from '../../domain/keys/keyed-names.ts';
import { factors } from '../../domain/policy/method.ts';
import { count, withRetries } from './calls.ts';
import { races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  anyTrust,
  chargeFor,
  pendingTotp,
  recoveryDigests,
  settleStep,
  start,
  subjectWithTotp,
  trustClient,
  trustedClient,
} from './subjects.ts';

const trustIsBoundToClient = storageLaw({
  id: 'trust-is-one-clients-of-one-subject',
  promise: 'P10',
  name: 'trust counts only for its client and subject, and a revocation removes one client only',
  inputs: fc.record({ clients: fc.integer({ min: 1, max: 5 }), revoked: fc.nat({ max: 4 }) }),
  maxRuns: 200,
  async check(fixture, { clients, revoked }) {
    const [enrolled, other] = [await subjectWithTotp(fixture), await subjectWithTotp(fixture)];
    const { tag } = enrolled;
    const known = Array.from({ length: clients }, () => fixture.client());
    for (const [index, client] of known.entries()) await trustClient(fixture, enrolled, index + 1, client);
    const isTrusted = async (subject: typeof tag, client: ClientFingerprint): Promise<boolean> => {
      const charge = chargeFor('totp', { attemptId: fixture.attempt(), client, trust: anyTrust });
      return (await fixture.storage.charge(subject, charge)).kind === 'trusted';
    };
    for (const client of known) {
      equal(await isTrusted(tag, client), true, 'the client is trusted');
      equal(await isTrusted(other.tag, client), false, 'the client is not trusted for another subject');
    }
    equal(await isTrusted(tag, fixture.client()), false, 'another client is not trusted');
    const trustOf = async (client: ClientFingerprint): Promise<ClientFingerprint | undefined> =>
      (await fixture.storage.load(tag, { client })).trust?.client;
    for (const client of known) equal(await trustOf(client), client, 'a client is handed its own trust');
    equal(await trustOf(fixture.client()), undefined, 'another client is handed none');
    const revokedClient = known[revoked];
    const outcome = await fixture.storage.revokeTrusted(tag, {
      at: start,
      client: revokedClient ?? fixture.client(),
    });
    equal(outcome, revokedClient === undefined ? 'not-found' : 'revoked');
    for (const client of known)
      equal(await isTrusted(tag, client), client !== revokedClient, 'one client is revoked');
    await fixture.storage.revokeAllTrusted(tag, { attemptId: fixture.attempt() });
    deepEqual(await fixture.storage.listTrusted(tag), [], 'no client is trusted after all are revoked');
  },
});

const trustOnlyBySettling = storageLaw({
  id: 'trust-is-granted-by-settling-alone',
  promise: 'P12',
  name: 'only a settlement that asks for trust and settles grants it',
  inputs: fc.record({ asks: fc.boolean(), settles: fc.boolean() }),
  maxRuns: 50,
  async check(fixture, { asks, settles }) {
    const enrolled = await subjectWithTotp(fixture, 5);
    const client = fixture.client();
    const attemptId = fixture.attempt();
    await fixture.storage.charge(enrolled.tag, chargeFor('totp', { attemptId, client, trust: anyTrust }));
    const trust = asks ? { client: trustedClient(client), maxClients: 20 } : undefined;
    await fixture.storage.settle(enrolled.tag, settleStep(enrolled, settles ? 6 : 5, { attemptId, trust }));
    const { trust: found } = await fixture.storage.load(enrolled.tag, { client });
    deepEqual(found, asks && settles ? trustedClient(client) : undefined);
  },
});

const trustKeepsItsMethod = storageLaw({
  id: 'trust-counts-for-its-method',
  promise: 'P12',
  name: 'trust counts only among the methods that a charge names, by the method that earned it',
  inputs: fc.record({ method: fc.constantFrom(...factors), methods: fc.subarray([...factors]) }),
  maxRuns: 50,
  async check(fixture, { method, methods }) {
    const enrolled = await subjectWithTotp(fixture);
    const client = fixture.client();
    await trustClient(fixture, enrolled, 1, client, { method });
    const trust = { seconds: 300, methods };
    const charge = chargeFor('totp', { attemptId: fixture.attempt(), client, trust });
    const { kind, state } = await fixture.storage.charge(enrolled.tag, charge);
    equal(kind, methods.includes(method) ? 'trusted' : 'charged', `earned by ${method}`);
    equal(state.trust?.method, method, 'the state says what earned the trust');
  },
});

const confirmationTrustsItsClient = storageLaw({
  id: 'a-confirmation-trusts-its-client-alone',
  promise: 'P12',
  name: 'confirming an enrollment voids all trust, then trusts the client that it names, if it succeeds',
  inputs: fc.record({ asks: fc.boolean(), confirms: fc.boolean() }),
  maxRuns: 50,
  async check(fixture, { asks, confirms }) {
    const { storage } = fixture;
    const enrolled = await subjectWithTotp(fixture);
    const { tag, generation } = enrolled;
    const [old, client] = [fixture.client(), fixture.client()];
    await trustClient(fixture, enrolled, 1, old);
    const pending = pendingTotp(fixture.attempt());
    await storage.beginEnrollment(tag, { attemptId: fixture.attempt(), generation, pending });
    const confirmation = {
      attemptId: fixture.attempt(),
      at: start,
      generation: confirms ? generation : generation - 1,
      enrollmentId: pending.id,
      step: 2,
      recoveryDigests,
      trust: asks ? { client: trustedClient(client), maxClients: 20 } : undefined,
    };
    equal(await storage.confirmEnrollment(tag, confirmation), confirms ? 'confirmed' : 'superseded');
    const trusted = confirms ? (asks ? [client] : []) : [old];
    const listed = async (): Promise<readonly ClientFingerprint[]> =>
      (await storage.listTrusted(tag)).map((one) => one.client);
    deepEqual(await listed(), trusted);
    await storage.confirmEnrollment(tag, confirmation);
    deepEqual(await listed(), trusted, 'a repeated call trusts nobody else');
  },
});

const trustIsCapped = storageLaw({
  id: 'trusted-clients-are-capped',
  promise: 'P10',
  name: 'the number of trusted clients is capped, the oldest are dropped first, and each client counts once',
  inputs: fc.record({
    race: races({ faults: true }),
    clients: fc.integer({ min: 1, max: 8 }),
    maxClients: fc.integer({ min: 1, max: 4 }),
  }),
  async check(fixture, { race, clients, maxClients }) {
    const enrolled = await subjectWithTotp(fixture);
    const known = Array.from({ length: clients }, () => fixture.client());
    const settle = (client: ClientFingerprint, step: number, at: number) => {
      const trust = { client: trustedClient(client, { factorAt: at }), maxClients };
      return settleStep(enrolled, step, { attemptId: fixture.attempt(), at, trust });
    };
    const kinds = await fixture.race(
      race,
      known.map((client, index) => async (storage) => {
        const input = settle(client, index + 1, start + index);
        return (await withRetries(() => storage.settle(enrolled.tag, input))).kind;
      }),
    );
    const maxTrusted = Math.min(clients, maxClients);
    const raced = (await fixture.storage.listTrusted(enrolled.tag)).length;
    ok(raced <= maxTrusted, `${raced} clients are trusted, but the cap is ${maxTrusted}`);
    ok(
      raced >= Math.min(count(kinds, 'settled'), maxClients),
      'every client that settled is trusted, up to the cap',
    );
    const later = known.map((client, index) => ({ client, at: start + 1000 + index }));
    for (const [index, { client, at }] of later.entries()) {
      await fixture.storage.settle(enrolled.tag, settle(client, 100 + index, at));
    }
    const listed = (await fixture.storage.listTrusted(enrolled.tag)).map(({ client }) => client).sort();
    const newest = later.slice(-maxTrusted).map(({ client }) => client);
    deepEqual(listed, newest.sort(), 'the newest clients are trusted, each once');
  },
});

/** Laws of trust. */
export const trustLaws: readonly StorageLaw[] = [
  trustIsBoundToClient,
  trustOnlyBySettling,
  trustKeepsItsMethod,
  confirmationTrustsItsClient,
  trustIsCapped,
];
