/** Laws of changes: every one voids all trust and what was charged before it (P11). @module */

import { deepEqual, equal, notEqual } from 'node:assert/strict';
import fc from 'fast-check';
import type { Storage } from '../../ports/storage.ts';
import { type Arena, races } from './arena.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  type Enrolled,
  chargeFor,
  count,
  enableEmail,
  generationOf,
  insist,
  pendingTotp,
  recoveryDigests,
  settleStep,
  start,
  subjectWithTotp,
  trustClient,
  trusted,
} from './subjects.ts';

/** Every verb that changes factors, recovery codes or account; each answers the word of its success. */
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
    storage.enableEmail(tag, { attemptId, at: start, generation, recipients: [], recoveryDigests: [] }),
  removeTotp: (storage, { tag, generation }, attemptId) =>
    storage.removeFactor(tag, { attemptId, generation, factor: 'totp', automaticEmail: false }),
  removeEmail: (storage, { tag, generation }, attemptId) =>
    storage.removeFactor(tag, { attemptId, generation, factor: 'email', automaticEmail: false }),
  replaceRecoveryCodes: (storage, { tag, generation }, attemptId) =>
    storage.replaceRecoveryCodes(tag, { attemptId, generation, digests: ['new'] }),
  raiseGeneration: (storage, { tag }, attemptId) => storage.raiseGeneration(tag, { attemptId }),
  reset: (storage, { tag }, attemptId) => storage.reset(tag, { attemptId, tokens: 'none' }),
} as const satisfies Record<
  string,
  (storage: Storage, enrolled: Enrolled, attemptId: string) => Promise<string>
>;

type ChangeName = keyof typeof changes;

const change = fc.constantFrom(...(Object.keys(changes) as ChangeName[]));

/** A subject with everything that a change could be about: authenticator, another pending, email codes. */
async function subjectWithEverything(arena: Arena): Promise<Enrolled> {
  const enrolled = await subjectWithTotp(arena);
  await enableEmail(arena, enrolled.tag);
  const generation = await generationOf(arena.storage, enrolled.tag);
  const pending = pendingTotp('pending'.padEnd(22, 'p'));
  const begin = { attemptId: arena.attempt(), generation, pending };
  equal(await arena.storage.beginEnrollment(enrolled.tag, begin), 'begun');
  return { ...enrolled, generation };
}

const changeVoidsTrust = storageLaw({
  id: 'every-change-voids-all-trust',
  promise: 'P11',
  name: 'every change of factor, recovery codes or account voids all trust before it answers, and raises the generation',
  inputs: fc.record({ change, clients: fc.integer({ min: 1, max: 4 }) }),
  async holds(arena, { change, clients }) {
    const enrolled = await subjectWithEverything(arena);
    const { tag } = enrolled;
    const trustedClients = Array.from({ length: clients }, () => arena.client());
    for (const [index, client] of trustedClients.entries()) {
      await trustClient(arena, enrolled, index + 1, client);
    }
    equal((await arena.storage.listTrusted(tag)).length, clients, 'trusted at first');
    const word = await changes[change](arena.storage, enrolled, arena.attempt());
    notEqual(word, 'superseded', `${change} is made`);
    deepEqual(await arena.storage.listTrusted(tag), [], `no client is listed as trusted after ${change}`);
    for (const client of trustedClients) {
      const { trust, generation } = await arena.storage.load(tag, { client });
      equal(trust, undefined, `no client is trusted after ${change}`);
      equal(generation, enrolled.generation + 1, 'the generation has risen by one');
    }
    const answer = await arena.storage.charge(
      tag,
      chargeFor('password', { attemptId: arena.attempt(), client: trustedClients[0], trustSeconds: 300 }),
    );
    notEqual(answer.kind, 'trusted', `a charge finds no trust after ${change}`);
  },
});

const changeEndsPending = storageLaw({
  id: 'every-change-ends-a-pending-enrollment',
  promise: 'P11',
  name: 'an enrollment that was started before a change is not confirmed after it',
  inputs: fc.record({ change }),
  async holds(arena, { change }) {
    const enrolled = await subjectWithEverything(arena);
    const { tag } = enrolled;
    await changes[change](arena.storage, enrolled, arena.attempt());
    const { pendingTotp: pending, generation } = await arena.storage.load(tag, {});
    equal(pending, undefined, `nothing waits to be confirmed after ${change}`);
    const confirm = changes.confirmEnrollment(arena.storage, { ...enrolled, generation }, arena.attempt());
    equal(await confirm, 'not-pending', `confirmed after ${change}`);
  },
});

const changeSupersedes = storageLaw({
  id: 'no-attempt-settles-after-a-change',
  promise: 'P11',
  name: 'an attempt that was charged before a change does not settle after it',
  inputs: fc.record({ change }),
  async holds(arena, { change }) {
    const enrolled = await subjectWithEverything(arena);
    const attemptId = arena.attempt();
    const charged = await arena.storage.charge(enrolled.tag, chargeFor('totp', { attemptId }));
    equal(charged.kind, 'charged');
    await changes[change](arena.storage, enrolled, arena.attempt());
    const trust = { client: trusted(arena.client()), maxClients: 20 };
    const settled = await arena.storage.settle(enrolled.tag, settleStep(enrolled, 9, { attemptId, trust }));
    equal(settled.kind, 'superseded', `settled although ${change} came in between`);
    deepEqual(await arena.storage.listTrusted(enrolled.tag), [], 'and nobody is trusted');
  },
});

const changeRacesSettlement = storageLaw({
  id: 'a-change-beats-a-racing-settlement',
  promise: 'P11',
  name: 'when a change races settlements nobody is trusted once it has answered, and no step counts twice',
  inputs: fc.record({ race: races({ faults: true }), change, settlements: fc.integer({ min: 1, max: 6 }) }),
  async holds(arena, { race, change, settlements }) {
    const enrolled = await subjectWithEverything(arena);
    const { tag } = enrolled;
    const changed = async (storage: Storage): Promise<string> => {
      const attemptId = arena.attempt();
      return insist(() => changes[change](storage, enrolled, attemptId));
    };
    const settled = async (storage: Storage): Promise<string> => {
      const trust = { client: trusted(arena.client()), maxClients: 20 };
      const input = settleStep(enrolled, 1, { attemptId: arena.attempt(), trust });
      return (await insist(() => storage.settle(tag, input))).kind;
    };
    const contestants = [changed, ...new Array<typeof settled>(settlements).fill(settled)];
    const [, ...words] = await arena.race(race, contestants);
    deepEqual(await arena.storage.listTrusted(tag), [], `nobody is trusted after ${change}`);
    const accepted = count(words, 'settled');
    equal(accepted <= 1, true, 'the step settled at most once');
    if (accepted === 0) return;
    const generation = await generationOf(arena.storage, tag);
    const again = settleStep({ ...enrolled, generation }, 1, { attemptId: arena.attempt() });
    equal((await arena.storage.settle(tag, again)).kind, 'spent', `${change} did not give the step back`);
  },
});

/** Laws of changes. */
export const changeLaws: readonly StorageLaw[] = [
  changeVoidsTrust,
  changeEndsPending,
  changeSupersedes,
  changeRacesSettlement,
];
