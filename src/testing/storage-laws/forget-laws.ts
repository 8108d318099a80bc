/** Laws of forgetting: nothing of a forgotten subject is left (P26). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { DrawnCall } from '../arbitraries/drawn-names.ts';
import { readsOf } from '../arbitraries/drawn-token-calls.ts';
import { drawnCall } from '../arbitraries/storage-calls.ts';
import { comparable } from '../model/comparable.ts';
import { type StorageCall, makeCall } from '../seam/storage-call.ts';
import { completeCall, generationOf } from './calls.ts';
import type { StorageFixture } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { start } from './subjects.ts';

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
    equal(await fixture.storage.forget(forgotten), 'erased');
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

/** Laws of forgetting. */
export const forgetLaws: readonly StorageLaw[] = [nothingIsLeft];
