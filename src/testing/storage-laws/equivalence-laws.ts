/** Laws of equivalence: a storage returns what the pure model returns (P19, P29). @module */

import { deepEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import type { RecipientTag } from '../../domain/keys/keyed-names.ts';
import type { Storage } from '../../ports/storage.ts';
import { readsOf } from '../arbitraries/drawn-token-calls.ts';
import { clockStep, instantsAfter } from '../arbitraries/instants.ts';
import { drawnCall } from '../arbitraries/storage-calls.ts';
import { comparable } from '../model/comparable.ts';
import { watchHistory } from '../model/history.ts';
import { isLinearizable } from '../model/linearize.ts';
import { type Remembered, applyCall, nothing } from '../model/model.ts';
import { formatCall } from '../seam/format-call.ts';
import { type StorageCall, makeCall, objectOf } from '../seam/storage-call.ts';
import { vandalize } from '../seam/vandalize.ts';
import { completeCall } from './calls.ts';
import { type StorageFixture, races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { start } from './subjects.ts';

/** One move of a sequence: a new call, or one of the last three again with its attempt id. */
const move = fc.record({
  subject: fc.nat({ max: 1 }),
  step: clockStep,
  call: drawnCall,
  repeats: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 6 }),
});
type Move = typeof move extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const outcomesOfTheModel = storageLaw({
  id: 'answers-as-the-model',
  promise: 'P19',
  name: 'any sequence of calls returns the outcomes of the pure model, on a clock that also steps back',
  inputs: fc.array(move, { minLength: 1, maxLength: 30 }),
  check: (fixture, moves) => compareWithModel(fixture, moves, () => undefined),
});

const nothingStoredIsShared = storageLaw({
  id: 'nothing-stored-is-shared',
  promise: 'P29',
  name: 'changes that a caller makes to an input or an outcome change nothing stored',
  inputs: fc.array(move, { minLength: 1, maxLength: 30 }),
  check: (fixture, moves) => compareWithModel(fixture, moves, vandalize),
});

/** @param spoil what the caller does to each input and each outcome once it has no use for them */
async function compareWithModel(
  fixture: StorageFixture,
  moves: readonly Move[],
  spoil: (value: unknown) => void,
): Promise<void> {
  const tags = [fixture.subject(), fixture.subject()] as const;
  const recipient = fixture.recipient();
  const model = new Map<string, Remembered>();
  const instants = instantsAfter(moves.map(({ step }) => step));
  const made: { readonly call: StorageCall; readonly at: Instant }[] = [];
  const compare = async (call: StorageCall, at: Instant): Promise<void> => {
    const object = objectOf(call);
    const { after, outcome: expected } = applyCall(model.get(object) ?? nothing, call);
    model.set(object, after);
    const handedIn = structuredClone(call);
    const actual: unknown = await makeCall(fixture.storage, handedIn);
    deepEqual(comparable(actual, at), comparable(expected, at), `${formatCall(call)} differs from the model`);
    spoil(handedIn.args[1]);
    spoil(actual);
  };
  for (const [index, { subject, call, repeats }] of moves.entries()) {
    const at = instants[index] ?? start;
    const tag = tags[subject] ?? tags[0];
    const { generation } = (model.get(`subject ${tag}`) ?? nothing).record;
    const drawn = call({ tag, recipient, at, generation, attemptId: fixture.attempt() });
    // The core repeats a call only once and within seconds, right after its deadline.
    const earlier = repeats === null ? undefined : made.at(-repeats);
    const next = earlier !== undefined && Math.abs(at - earlier.at) <= 60_000 ? earlier.call : drawn;
    made.push({ call: next, at });
    await compare(next, at);
  }
  for (const read of tags.flatMap(readsOf)) await compare(read, instants.at(-1) ?? start);
}

const prepared = fc.array(drawnCall, { maxLength: 6 });
const racing = fc.array(fc.record({ call: drawnCall, client: fc.nat({ max: 4 }) }), {
  minLength: 2,
  maxLength: 7,
});

const racesAreLinearizable = storageLaw({
  id: 'races-are-linearizable',
  promise: 'P19',
  name: 'the outcomes of concurrent calls are those of some sequential order, even when replies are lost',
  inputs: fc.record({ race: races({ faults: true }), prepared, racing }),
  async check(fixture, { race, prepared, racing }) {
    const tag = fixture.subject();
    // The same text names a subject and a recipient: a storage must keep them apart.
    const target = { tag, recipient: tag as unknown as RecipientTag };
    const history = watchHistory({ mayRepeat: race.faults.some((fault) => fault !== 'none') });
    const storage = history.watch(fixture.storage);
    for (const drawn of prepared) await makeCall(storage, await completeCall(fixture, drawn, target));
    const calls: { readonly client: number; readonly call: StorageCall }[] = [];
    for (const { client, call: drawn } of racing) {
      calls.push({ client, call: await completeCall(fixture, drawn, target) });
    }
    const clients = [0, 1, 2, 3, 4].map((number) => async (raced: Storage) => {
      const observed = history.watch(raced);
      const mine = calls.filter(({ client }) => client === number);
      // Like the core, a caller repeats a call whose reply is lost once, with the same attempt id.
      for (const { call } of mine) await makeCall(observed, call).catch(() => retryOnce(observed, call));
    });
    await fixture.race(race, clients);
    for (const read of readsOf(tag)) await makeCall(storage, read);
    ok(isLinearizable(history.calls(), start), 'no order of these calls explains their outcomes');
  },
});

async function retryOnce(storage: Storage, call: StorageCall): Promise<void> {
  await makeCall(storage, call).catch(() => 'given up');
}

/** Laws of equivalence. */
export const equivalenceLaws: readonly StorageLaw[] = [
  outcomesOfTheModel,
  nothingStoredIsShared,
  racesAreLinearizable,
];
