/** Laws of the addresses that get codes: pinned once, later only where email is on. @module */

import { deepEqual, equal, notEqual } from 'node:assert/strict';
import fc from 'fast-check';
import type { AddressTag, SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { PinEmailInput } from '../../domain/subject/pin-email.ts';
import { begunGenerationOf, generationOf, withRetries } from './calls.ts';
import { type StorageFixture, races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { enableEmail, enrollTotp, issueCode, pendingTotp, start, trustClient } from './subjects.ts';

async function pinInput(
  fixture: StorageFixture,
  tag: SubjectTag,
  addresses: readonly AddressTag[],
): Promise<PinEmailInput> {
  const generation = await begunGenerationOf(fixture, tag);
  return { attemptId: fixture.attempt(), at: start, generation, addresses };
}

const addressesArePinnedOnce = storageLaw({
  id: 'addresses-are-pinned-once',
  promise: 'P7',
  name: 'of any concurrent calls the first pins the addresses, and every call finds those',
  inputs: fc.record({
    race: races({ faults: true }),
    calls: fc.integer({ min: 2, max: 8 }),
    enrolled: fc.boolean(),
  }),
  async check(fixture, { race, calls, enrolled }) {
    const tag = fixture.subject();
    if (enrolled) await enrollTotp(fixture, tag);
    const inputs: PinEmailInput[] = [];
    for (let call = 0; call < calls; call++)
      inputs.push(await pinInput(fixture, tag, [fixture.address(), fixture.address()]));
    const outcomes = await fixture.race(
      race,
      inputs.map((input) => async (storage) => withRetries(() => storage.pinEmail(tag, input))),
    );
    const { email, generation } = await fixture.storage.load(tag, {});
    const pinned = inputs.map(({ addresses }) => ({ enabledAt: start, addresses }));
    equal(
      pinned.some((one) => isSame(one, email)),
      true,
      'the addresses of one call are pinned',
    );
    for (const outcome of outcomes) {
      if (outcome.kind === 'pinned') deepEqual(outcome.email, email, 'every call finds what is pinned');
    }
    const later = await pinInput(fixture, tag, [fixture.address()]);
    const again = await fixture.storage.pinEmail(tag, later);
    deepEqual(again, { kind: 'pinned', generation, email }, 'a later call pins nothing');
    deepEqual((await fixture.storage.load(tag, {})).email, email, 'the pinned addresses stay');
  },
});

function isSame(one: object, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

const pinningChangesNothingElse = storageLaw({
  id: 'pinning-changes-nothing-else',
  promise: 'P7',
  name: 'pinning touches neither trust nor the live code, nor a subject who switched email codes off or changed since',
  inputs: fc.record({ before: fc.constantFrom('enabled', 'switched off', 'changed') }),
  maxRuns: 60,
  async check(fixture, { before }) {
    const { storage } = fixture;
    const tag = fixture.subject();
    const client = fixture.client();
    await enrollTotp(fixture, tag);
    if (before !== 'changed') await enableEmail(fixture, tag);
    const change = async (): Promise<{ attemptId: string; generation: number }> => ({
      attemptId: fixture.attempt(),
      generation: await generationOf(storage, tag),
    });
    if (before === 'switched off')
      equal(await storage.removeFactor(tag, { ...(await change()), factor: 'email' }), 'removed');
    const stale = await pinInput(fixture, tag, [fixture.address()]);
    if (before === 'changed')
      equal(await storage.replaceRecoveryCodes(tag, { ...(await change()), digests: [] }), 'replaced');
    await issueCode(fixture, tag, 'code');
    const state = await storage.load(tag, { client });
    const { email, generation } = state;
    const expected = before === 'changed' ? { kind: 'superseded' } : { kind: 'pinned', generation, email };
    deepEqual(await storage.pinEmail(tag, stale), expected);
    deepEqual(await storage.load(tag, { client }), state, 'nothing else is changed');
    if (before === 'switched off') equal(email, 'opted-out');
  },
});

const pinningEndsAPendingEnrollment = storageLaw({
  id: 'pinning-ends-a-pending-enrollment',
  promise: 'P11',
  name: 'the first pin ends an enrollment that was begun, or is under way, without any address; a later one does not',
  inputs: fc.record({ enrolled: fc.boolean() }),
  maxRuns: 20,
  async check(fixture, { enrolled }) {
    const { storage } = fixture;
    const tag = fixture.subject();
    if (enrolled) await enrollTotp(fixture, tag);
    const begin = async (): Promise<void> => {
      const generation = await begunGenerationOf(fixture, tag);
      const pending = pendingTotp(fixture.attempt());
      equal(
        await storage.beginEnrollment(tag, { attemptId: fixture.attempt(), generation, pending }),
        'begun',
      );
    };
    await begin();
    const generation = await generationOf(storage, tag);
    const underWay = { attemptId: fixture.attempt(), generation, pending: pendingTotp(fixture.attempt()) };
    const { kind } = await storage.pinEmail(tag, await pinInput(fixture, tag, [fixture.address()]));
    equal(kind, 'pinned');
    equal((await storage.load(tag, {})).pendingTotp, undefined, 'nothing is pending');
    equal(await storage.beginEnrollment(tag, underWay), 'superseded', 'one under way is not begun');
    await begin();
    await storage.pinEmail(tag, await pinInput(fixture, tag, [fixture.address()]));
    notEqual((await storage.load(tag, {})).pendingTotp, undefined, 'begun with an address, it goes on');
  },
});

const changesPinOnlyWhereEmailIsOn = storageLaw({
  id: 'a-change-pins-only-where-email-is-on',
  promise: 'P7',
  name: 'a change of the account pins its addresses in the same step, and only where email codes are on',
  inputs: fc.record({
    email: fc.constantFrom('on', 'switched off', 'never on'),
    vouched: fc.boolean(),
  }),
  maxRuns: 60,
  async check(fixture, { email, vouched }) {
    const { storage } = fixture;
    const enrolled = await enrollTotp(fixture, fixture.subject());
    const { tag } = enrolled;
    if (email !== 'never on') await enableEmail(fixture, tag);
    if (email === 'switched off') {
      const generation = await generationOf(storage, tag);
      const input = { attemptId: fixture.attempt(), generation, factor: 'email' } as const;
      equal(await storage.removeFactor(tag, input), 'removed');
    }
    const generation = await generationOf(storage, tag);
    await trustClient(fixture, { ...enrolled, generation }, 9, fixture.client());
    const before = (await storage.load(tag, {})).email;
    const addresses = [fixture.address()];
    const pins = vouched ? { generation, addresses } : undefined;
    equal(await storage.raiseGeneration(tag, { attemptId: fixture.attempt(), pins }), 'raised');
    const after = await storage.load(tag, {});
    const expected = typeof before === 'object' && vouched ? { ...before, addresses } : before;
    deepEqual(after.email, expected);
    equal(after.generation, generation + 1, 'the generation rises in the same step');
    deepEqual(await storage.listTrusted(tag), [], 'trust ends in the same step');
  },
});

const vouchedForOnce = storageLaw({
  id: 'addresses-are-vouched-for-once',
  promise: 'P7',
  name: 'of any concurrent changes that were vouched for at one generation one pins, and each ends trust',
  inputs: fc.record({ race: races(), calls: fc.integer({ min: 2, max: 5 }) }),
  maxRuns: 200,
  async check(fixture, { race, calls }) {
    const { storage } = fixture;
    const tag = fixture.subject();
    await enableEmail(fixture, tag);
    const generation = await generationOf(storage, tag);
    const inputs = Array.from({ length: calls }, () => ({
      attemptId: fixture.attempt(),
      pins: { generation, addresses: [fixture.address()] },
    }));
    const outcomes = await fixture.race(
      race,
      inputs.map((input) => (raced) => raced.raiseGeneration(tag, input)),
    );
    const winner = inputs.find((_, index) => outcomes[index] === 'raised');
    equal(outcomes.filter((outcome) => outcome === 'raised').length, 1, 'one of them is in time');
    const after = await storage.load(tag, {});
    deepEqual(after.email, { enabledAt: start, addresses: winner?.pins.addresses });
    equal(after.generation, generation + calls, 'each of them raises the generation');
    await storage.reset(tag, { attemptId: fixture.attempt(), tokens: 'none' });
    await enableEmail(fixture, tag);
    const { email } = await storage.load(tag, {});
    const late = { attemptId: fixture.attempt(), pins: { generation: after.generation, addresses: [] } };
    equal(await storage.raiseGeneration(tag, late), 'raised-unpinned', 'a reset voids it');
    const empty = { generation: await generationOf(storage, tag), addresses: [] };
    equal(await storage.raiseGeneration(tag, { attemptId: fixture.attempt(), pins: empty }), 'raised');
    deepEqual((await storage.load(tag, {})).email, email, 'without an address the old ones stay');
  },
});

/** Laws of pinned addresses. */
export const pinLaws: readonly StorageLaw[] = [
  addressesArePinnedOnce,
  pinningChangesNothingElse,
  pinningEndsAPendingEnrollment,
  changesPinOnlyWhereEmailIsOn,
  vouchedForOnce,
];
