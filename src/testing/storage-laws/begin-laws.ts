/** Laws of beginning: what was permitted without a record fits no record (P26). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { ChangeInput } from '../../domain/subject/factor-changes.ts';
import type { Storage } from '../../ports/storage.ts';
import { drawnCall } from '../arbitraries/storage-calls.ts';
import { makeCall } from '../seam/storage-call.ts';
import { completeCall, generationOf, readEverything, withRetries } from './calls.ts';
import { races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { accessToken, pendingTotp, recoveryDigests, start } from './subjects.ts';

const beginningChangesNothingElse = storageLaw({
  id: 'a-record-begins-once',
  promise: 'P26',
  name: 'of any concurrent calls the first begins the record, and a record that is there stays as it is',
  inputs: fc.record({
    race: races({ faults: true }),
    calls: fc.integer({ min: 1, max: 5 }),
    prepared: fc.array(drawnCall, { maxLength: 8 }),
  }),
  maxRuns: 300,
  async check(fixture, { race, calls, prepared }) {
    const { storage } = fixture;
    const tag = fixture.subject();
    for (const drawn of prepared) await makeCall(storage, await completeCall(fixture, drawn, { tag }));
    const before = await storage.load(tag, {});
    const everything = await readEverything(storage, tag);
    const attempts = Array.from({ length: calls }, () => fixture.attempt());
    const outcomes = await fixture.race(
      race,
      attempts.map((attemptId) => (raced) => withRetries(() => raced.begin(tag, { attemptId }))),
    );
    deepEqual(
      outcomes,
      attempts.map(() => 'begun'),
    );
    const begun = await storage.load(tag, {});
    equal(begun.generation > 0, true, 'the subject has a generation');
    if (before.generation > 0)
      deepEqual(await readEverything(storage, tag), everything, 'the record stays as it is');
    else deepEqual({ ...begun, generation: 0 }, before, 'the record has a generation and nothing else');
    equal(await storage.begin(tag, { attemptId: fixture.attempt() }), 'begun');
    equal(await generationOf(storage, tag), begun.generation, 'a later call changes nothing');
  },
});

type ChangeCall = (storage: Storage, tag: SubjectTag, change: ChangeInput) => Promise<string>;

/** Changes that need a permission, each with what a subject without a factor can do. */
const changes = {
  beginEnrollment: (storage, tag, change) =>
    storage.beginEnrollment(tag, { ...change, pending: pendingTotp('early') }),
  enableEmail: (storage, tag, change) =>
    storage.enableEmail(tag, { ...change, at: start, addresses: [], recoveryDigests }),
  pinEmail: async (storage, tag, change) =>
    (await storage.pinEmail(tag, { ...change, at: start, addresses: [] })).kind,
  insertToken: (storage, tag, change) =>
    storage.insertToken(tag, { ...change, token: accessToken('early'), maxTokens: 50 }),
} satisfies Record<string, ChangeCall>;

const changesNeedAGeneration = storageLaw({
  id: 'a-change-needs-a-generation',
  promise: 'P26',
  name: 'what was permitted while there was no record changes nothing, even if nobody has begun one since',
  inputs: fc.record({
    change: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])),
    isBegun: fc.boolean(),
  }),
  maxRuns: 40,
  async check(fixture, { change, isBegun }) {
    const { storage } = fixture;
    const tag = fixture.subject();
    if (isBegun) await storage.begin(tag, { attemptId: fixture.attempt() });
    const before = await readEverything(storage, tag);
    const early = { attemptId: fixture.attempt(), generation: 0 };
    equal(await changes[change](storage, tag, early), 'superseded', `${change} is superseded`);
    deepEqual(await readEverything(storage, tag), before, `${change} changes nothing`);
  },
});

/** Laws of beginning. */
export const beginLaws: readonly StorageLaw[] = [beginningChangesNothingElse, changesNeedAGeneration];
