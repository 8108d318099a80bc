/** P19: Redis returns the outcomes of the domain's pure functions, on all targets. @module */

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedisStorage } from '../../../src/adapters/redis/index.ts';
import { recipientVerbs, subjectVerbs } from '../../../src/domain/subject/verbs.ts';
import type { Storage } from '../../../src/ports/storage.ts';
import { type StorageCall, clients, storageCalls, tokenIds } from './storage-calls.ts';
import { callOf, storageModel } from './storage-model.ts';
import { type Targets, startTargets, targetNames } from './targets.ts';

/** At least this many sequences, each on all four targets. PROPERTY_RUNS sets a higher number. */
const sequences = Math.max(1000, Number(process.env['PROPERTY_RUNS'] ?? 0));

/** This many sequences run at once, so that their round trips overlap. */
const atOnce = 16;

let targets: Targets;
let storages: readonly Storage[] = [];

beforeAll(async () => {
  targets = await startTargets();
  storages = targetNames.map((name, index) =>
    createRedisStorage(targets.client(name), { prefix: `equivalence-${index}`, timeoutMs: 20_000 }),
  );
});

afterAll(() => targets?.stop());

/** Calls that show everything of a subject at the end. */
const finalReads: readonly StorageCall[] = [
  ...clients.map(
    (client, index) => ({ verb: 'load', args: [{ client, tokenId: tokenIds[index] }] }) as const,
  ),
  { verb: 'listTrusted', args: [] },
  { verb: 'listTokens', args: [] },
];

/** The kinds of the outcomes by verb: the generator must reach each of them. */
const reached = new Map<string, Set<string>>();

function note(verb: string, outcome: unknown): void {
  const kinds = reached.get(verb) ?? new Set();
  const kind = typeof outcome === 'object' && outcome !== null && 'kind' in outcome ? outcome.kind : outcome;
  reached.set(verb, kinds.add(typeof kind === 'string' ? kind : typeof kind));
}

test('P19 any sequence of calls has the outcomes of the pure functions', async () => {
  let subject = 0;
  /** Runs one sequence on a subject of its own, by the model and on all four targets. */
  async function check(calls: readonly StorageCall[]): Promise<void> {
    const tag = `subject-${subject++}`;
    const model = storageModel();
    const steps = [...calls, ...finalReads].map((call) => {
      const resolved = model.resolve(call);
      const expected = model.outcomeOf(resolved);
      note(call.verb, expected);
      return { call: resolved, expected };
    });
    await Promise.all(
      storages.map(async (storage) => {
        for (const { call, expected } of steps) {
          const outcome = await callOf(storage, tag, call);
          // `toEqual` is slow over a hundred thousand outcomes, so it only explains a difference.
          if (!isDeepStrictEqual(outcome, expected))
            expect({ call, outcome }).toEqual({ call, outcome: expected });
        }
      }),
    );
  }

  const batch = fc.array(storageCalls(), { minLength: atOnce, maxLength: atOnce });
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(batch, async (all) => {
      checked += all.length;
      await Promise.all(all.map((calls) => check(calls)));
    }),
    { numRuns: Math.ceil(sequences / atOnce) },
  );
  expect(checked).toBeGreaterThanOrEqual(sequences);
}, 300_000);

/** What verbs without kinds of outcomes resolve to. */
const typesOfReads = {
  load: ['object'],
  listTrusted: ['object'],
  findToken: ['object', 'undefined'],
  listTokens: ['object'],
};

test('the sequences reach every kind of outcome of every verb', () => {
  const kinds = Object.entries({ ...subjectVerbs, ...recipientVerbs }).map(
    ([verb, { outcomes }]) => [verb, Object.keys(outcomes).toSorted()] as const,
  );
  const found = [...reached].map(([verb, names]) => [verb, [...names].toSorted()] as const);
  expect(Object.fromEntries(found)).toEqual({ ...Object.fromEntries(kinds), ...typesOfReads });
});
