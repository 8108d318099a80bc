/** Laws of likeness: a storage answers as the pure model does, one call after the other and all at once (P19). @module */

import { deepEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import type { SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { Storage } from '../../ports/storage.ts';
import type { DrawnCall } from '../arbitraries/drawn-names.ts';
import { callsThatReadAll } from '../arbitraries/drawn-token-calls.ts';
import { clockStep, instantsAfter } from '../arbitraries/instants.ts';
import { drawnCall } from '../arbitraries/storage-calls.ts';
import { comparable } from '../model/comparable.ts';
import { watchHistory } from '../model/history.ts';
import { isLinearizable } from '../model/linearize.ts';
import { type Remembered, applyCall, nothing } from '../model/model.ts';
import { formatCall } from '../seam/format-call.ts';
import { type StorageCall, makeCall } from '../seam/storage-call.ts';
import { type Arena, races } from './arena.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { start } from './subjects.ts';

/** One move of a sequence: whose, when, what; or one of the last calls again, with the same attempt id. */
const move = fc.record({
  subject: fc.nat({ max: 1 }),
  step: clockStep,
  call: drawnCall,
  repeats: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 6 }),
});

const answersAsTheModel = storageLaw({
  id: 'answers-as-the-model',
  promise: 'P19',
  name: 'any sequence of calls is answered as by the pure model, on a clock that also steps back',
  inputs: fc.array(move, { minLength: 1, maxLength: 30 }),
  async holds(arena, moves) {
    const tags = [arena.subject(), arena.subject()] as const;
    const recipient = arena.recipient();
    const model = new Map<string, Remembered>();
    const instants = instantsAfter(moves.map(({ step }) => step));
    const made: { readonly call: StorageCall; readonly at: Instant }[] = [];
    const compare = async (call: StorageCall, at: Instant): Promise<void> => {
      const [object] = call.args;
      const { after, outcome } = applyCall(model.get(object) ?? nothing, call);
      model.set(object, after);
      const actual: unknown = await makeCall(arena.storage, call);
      deepEqual(
        comparable(actual, at),
        comparable(outcome, at),
        `${formatCall(call)} differs from the model`,
      );
    };
    for (const [index, { subject, call, repeats }] of moves.entries()) {
      const at = instants[index] ?? start;
      const tag = tags[subject] ?? tags[0];
      const { generation } = (model.get(tag) ?? nothing).record;
      const drawn = call({ tag, recipient, at, generation, attemptId: arena.attempt() });
      // A call is repeated soon or never: the core asks once more after its deadline of seconds.
      const earlier = repeats === null ? undefined : made.at(-repeats);
      const next = earlier !== undefined && Math.abs(at - earlier.at) <= 60_000 ? earlier.call : drawn;
      made.push({ call: next, at });
      await compare(next, at);
    }
    for (const look of tags.flatMap(callsThatReadAll)) await compare(look, instants.at(-1) ?? start);
  },
});

const prepared = fc.array(drawnCall, { maxLength: 6 });
const racing = fc.array(fc.record({ call: drawnCall, client: fc.nat({ max: 4 }) }), {
  minLength: 2,
  maxLength: 7,
});

const racesAreLinearizable = storageLaw({
  id: 'races-are-linearizable',
  promise: 'P19',
  name: 'concurrent calls are answered as if made in some order, replies that are lost included',
  inputs: fc.record({ race: races({ faults: true }), prepared, racing }),
  async holds(arena, { race, prepared, racing }) {
    const tag = arena.subject();
    const history = watchHistory({ mayRepeat: race.faults.some((fault) => fault !== 'none') });
    const storage = history.watch(arena.storage);
    for (const call of prepared) await makeCall(storage, await complete(arena, tag, call));
    const calls: { readonly client: number; readonly call: StorageCall }[] = [];
    for (const { client, call } of racing) calls.push({ client, call: await complete(arena, tag, call) });
    const clients = [0, 1, 2, 3, 4].map((number) => async (raced: Storage) => {
      const watched = history.watch(raced);
      const mine = calls.filter(({ client }) => client === number);
      // A caller whose reply is lost calls once more, with the same attempt id, as the core does.
      for (const { call } of mine) await makeCall(watched, call).catch(() => retry(watched, call));
    });
    await arena.race(race, clients);
    for (const look of callsThatReadAll(tag)) await makeCall(storage, look);
    ok(
      isLinearizable(history.calls(), start),
      'there is no order of these calls in which the model would have answered so',
    );
  },
});

async function complete(arena: Arena, tag: SubjectTag, call: DrawnCall): Promise<StorageCall> {
  const { generation } = await arena.storage.load(tag, {});
  const recipient = tag as unknown as ReturnType<Arena['recipient']>;
  return call({ tag, recipient, at: start, generation, attemptId: arena.attempt() });
}

async function retry(storage: Storage, call: StorageCall): Promise<void> {
  await makeCall(storage, call).catch(() => 'given up');
}

/** Laws of likeness. */
export const equivalenceLaws: readonly StorageLaw[] = [answersAsTheModel, racesAreLinearizable];
