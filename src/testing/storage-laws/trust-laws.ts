/** Laws of trust: it is one client's of one subject, granted by settling alone, and capped (P10, P12). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { ClientFingerprint } from '../../domain/keys/keyed-names.ts';
import { races } from './arena.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  chargeFor,
  count,
  insist,
  settleStep,
  start,
  subjectWithTotp,
  trustClient,
  trusted,
} from './subjects.ts';

const trustIsItsClients = storageLaw({
  id: 'trust-is-one-clients-of-one-subject',
  promise: 'P10',
  name: 'trust is found for its client and its subject only, and one revocation takes one client away',
  inputs: fc.record({ clients: fc.integer({ min: 1, max: 5 }), revoked: fc.nat({ max: 4 }) }),
  mostRuns: 200,
  async holds(arena, { clients, revoked }) {
    const [enrolled, other] = [await subjectWithTotp(arena), await subjectWithTotp(arena)];
    const { tag } = enrolled;
    const known = Array.from({ length: clients }, () => arena.client());
    for (const [index, client] of known.entries()) await trustClient(arena, enrolled, index + 1, client);
    const isTrusted = async (subject: typeof tag, client: ClientFingerprint): Promise<boolean> => {
      const charge = chargeFor('totp', { attemptId: arena.attempt(), client, trustSeconds: 300 });
      return (await arena.storage.charge(subject, charge)).kind === 'trusted';
    };
    for (const client of known) {
      equal(await isTrusted(tag, client), true, 'its client is trusted');
      equal(await isTrusted(other.tag, client), false, 'for another subject it is not');
    }
    equal(await isTrusted(tag, arena.client()), false, 'another client is not');
    const gone = known[revoked];
    const outcome = await arena.storage.revokeTrusted(tag, { client: gone ?? arena.client() });
    equal(outcome, gone === undefined ? 'not-found' : 'revoked');
    for (const client of known) equal(await isTrusted(tag, client), client !== gone, 'one client is revoked');
    await arena.storage.revokeAllTrusted(tag);
    deepEqual(await arena.storage.listTrusted(tag), [], 'then all are');
  },
});

const trustOnlyBySettling = storageLaw({
  id: 'trust-is-granted-by-settling-alone',
  promise: 'P12',
  name: 'trust is granted by a settlement that asks for it and settles, and by nothing else',
  inputs: fc.record({ asks: fc.boolean(), settles: fc.boolean() }),
  mostRuns: 50,
  async holds(arena, { asks, settles }) {
    const enrolled = await subjectWithTotp(arena, 5);
    const client = arena.client();
    const attemptId = arena.attempt();
    await arena.storage.charge(enrolled.tag, chargeFor('totp', { attemptId, client, trustSeconds: 300 }));
    const trust = asks ? { client: trusted(client), maxClients: 20 } : undefined;
    await arena.storage.settle(enrolled.tag, settleStep(enrolled, settles ? 6 : 5, { attemptId, trust }));
    const { trust: found } = await arena.storage.load(enrolled.tag, { client });
    deepEqual(found, asks && settles ? trusted(client) : undefined);
  },
});

const trustIsCapped = storageLaw({
  id: 'trusted-clients-are-capped',
  promise: 'P10',
  name: 'no more clients are trusted than may be, the oldest give way, and a client counts once',
  inputs: fc.record({
    race: races({ faults: true }),
    clients: fc.integer({ min: 1, max: 8 }),
    maxClients: fc.integer({ min: 1, max: 4 }),
  }),
  async holds(arena, { race, clients, maxClients }) {
    const enrolled = await subjectWithTotp(arena);
    const known = Array.from({ length: clients }, () => arena.client());
    const settle = (client: ClientFingerprint, step: number, at: number) => {
      const trust = { client: trusted(client, at), maxClients };
      return settleStep(enrolled, step, { attemptId: arena.attempt(), at, trust });
    };
    const words = await arena.race(
      race,
      known.map((client, index) => async (storage) => {
        const input = settle(client, index + 1, start + index);
        return (await insist(() => storage.settle(enrolled.tag, input))).kind;
      }),
    );
    const most = Math.min(clients, maxClients);
    const raced = (await arena.storage.listTrusted(enrolled.tag)).length;
    ok(raced <= most, `${raced} clients are trusted where ${maxClients} may be`);
    ok(raced >= Math.min(count(words, 'settled'), maxClients), 'whoever settled is trusted, up to the cap');
    const later = known.map((client, index) => ({ client, at: start + 1000 + index }));
    for (const [index, { client, at }] of later.entries()) {
      await arena.storage.settle(enrolled.tag, settle(client, 100 + index, at));
    }
    const listed = (await arena.storage.listTrusted(enrolled.tag)).map(({ client }) => client).sort();
    const youngest = later.slice(-most).map(({ client }) => client);
    deepEqual(listed, youngest.sort(), 'the youngest are trusted, each once');
  },
});

/** Laws of trust. */
export const trustLaws: readonly StorageLaw[] = [trustIsItsClients, trustOnlyBySettling, trustIsCapped];
