/** Laws of forgetting: nothing of a forgotten subject is left (P26). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { Storage } from '../../ports/storage.ts';
import type { DrawnCall } from '../arbitraries/drawn-names.ts';
import { readsOf } from '../arbitraries/drawn-token-calls.ts';
import { drawnCall } from '../arbitraries/storage-calls.ts';
import { comparable } from '../model/comparable.ts';
import { type StorageCall, makeCall } from '../seam/storage-call.ts';
import { completeCall, generationOf, readEverything } from './calls.ts';
import type { StorageFixture } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  type Enrolled,
  accessToken,
  enrollTotp,
  pendingTotp,
  recoveryDigests,
  start,
  subjectWithTotp,
} from './subjects.ts';

const drawnCalls = fc.array(drawnCall, { maxLength: 12 });

/** The outcomes of the same calls about one subject, and of everything that can be read then. */
async function lifeOf(
  fixture: StorageFixture,
  tag: SubjectTag,
  { calls, attempts }: { readonly calls: readonly DrawnCall[]; readonly attempts: readonly string[] },
): Promise<readonly unknown[]> {
  const recipient = fixture.recipient();
  const outcomes: unknown[] = [];
  const make = async (call: StorageCall): Promise<void> => {
    outcomes.push(comparable(await makeCall(fixture.storage, call), start));
  };
  for (const [index, drawn] of calls.entries()) {
    const generation = await generationOf(fixture.storage, tag);
    await make(drawn({ tag, recipient, at: start, generation, attemptId: attempts[index] ?? '' }));
  }
  for (const read of readsOf(tag)) await make(read);
  return outcomes;
}

const nothingIsLeft = storageLaw({
  id: 'a-forgotten-subject-was-never-there',
  promise: 'P26',
  name: 'after forget every call about a subject returns what it returns for a subject that was never there',
  inputs: fc.record({ before: drawnCalls, after: drawnCalls, bystander: drawnCalls }),
  async check(fixture, { before, after, bystander }) {
    const forgotten = fixture.subject();
    const other = fixture.subject();
    for (const drawn of before)
      await makeCall(fixture.storage, await completeCall(fixture, drawn, { tag: forgotten }));
    for (const drawn of bystander)
      await makeCall(fixture.storage, await completeCall(fixture, drawn, { tag: other }));
    const untouched = await lifeOf(fixture, other, { calls: [], attempts: [] });
    const isStored = (await generationOf(fixture.storage, forgotten)) > 0;
    equal(await fixture.storage.forget(forgotten), isStored ? 'erased' : 'absent');
    equal(await fixture.storage.forget(forgotten), 'absent', 'a repetition finds nothing');
    const life = { calls: after, attempts: after.map(() => fixture.attempt()) };
    deepEqual(
      await lifeOf(fixture, forgotten, life),
      await lifeOf(fixture, fixture.subject(), life),
      'the next owner of the id is as somebody who was never there',
    );
    deepEqual(
      await lifeOf(fixture, other, { calls: [], attempts: [] }),
      untouched,
      'another subject keeps everything',
    );
  },
});

type LateCall = (storage: Storage, owner: Enrolled, attemptId: string) => Promise<string>;

/** What may be under way when a subject is forgotten, with what was permitted then. */
const lateCalls = {
  'a settlement': async (storage, { tag, generation }, attemptId) => {
    const match = { method: 'recovery-code', digest: recoveryDigests[0] ?? '' } as const;
    return (await storage.settle(tag, { attemptId, at: start, generation, match })).kind;
  },
  'an enrollment': (storage, { tag, generation }, attemptId) =>
    storage.beginEnrollment(tag, { attemptId, generation, pending: pendingTotp('late') }),
  'new recovery codes': (storage, { tag, generation }, attemptId) =>
    storage.replaceRecoveryCodes(tag, { attemptId, generation, digests: ['late'] }),
  'a token': (storage, { tag, generation }, attemptId) =>
    storage.insertToken(tag, { attemptId, generation, token: accessToken('late'), maxTokens: 50 }),
} satisfies Record<string, LateCall>;

const nothingFitsLater = storageLaw({
  id: 'what-was-under-way-does-not-fit-the-next-owner',
  promise: 'P26',
  name: 'what was permitted before forget changes nothing afterwards, even if the next owner did the same',
  inputs: fc.record({
    late: fc.constantFrom(...(Object.keys(lateCalls) as (keyof typeof lateCalls)[])),
    isTaken: fc.boolean(),
  }),
  maxRuns: 40,
  async check(fixture, { late, isTaken }) {
    const { storage } = fixture;
    const owner = await subjectWithTotp(fixture);
    const { tag } = owner;
    await storage.forget(tag);
    if (isTaken) await enrollTotp(fixture, tag);
    const before = await readEverything(storage, tag);
    equal(await lateCalls[late](storage, owner, fixture.attempt()), 'superseded', `${late} is superseded`);
    deepEqual(await readEverything(storage, tag), before, `${late} changes nothing`);
  },
});

/** Laws of forgetting. */
export const forgetLaws: readonly StorageLaw[] = [nothingIsLeft, nothingFitsLater];
