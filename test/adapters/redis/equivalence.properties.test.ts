/** P19: Redis answers what the domain's pure functions answer, by both clients, on one server and on a Cluster. @module */

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedisStorage } from '../../../src/adapters/redis/index.ts';
import type { Storage } from '../../../src/ports/storage.ts';
import { type StorageCall, clients, storageCalls, tokenIds } from './storage-calls.ts';
import { callOf, storageModel } from './storage-model.ts';
import { type Targets, startTargets, targetNames } from './targets.ts';

/** At least this many sequences, each on all four; PROPERTY_RUNS asks for more. */
const sequences = Math.max(1000, Number(process.env['PROPERTY_RUNS'] ?? 0));

/** Sequences that run side by side, so that a round trip is not waited for alone. */
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

/** Everything that can be seen of a subject at the end. */
const lookingBack: readonly StorageCall[] = [
  ...clients.map(
    (client, index) => ({ verb: 'load', args: [{ client, tokenId: tokenIds[index] }] }) as const,
  ),
  { verb: 'listTrusted', args: [] },
  { verb: 'listTokens', args: [] },
];

/** What was answered, by verb: a generator that never reaches a word has not tested it. */
const answered = new Map<string, Set<string>>();

function note(verb: string, answer: unknown): void {
  const words = answered.get(verb) ?? new Set();
  const kind = typeof answer === 'object' && answer !== null && 'kind' in answer ? answer.kind : answer;
  answered.set(verb, words.add(typeof kind === 'string' ? kind : typeof kind));
}

test('P19: any sequence of calls is answered as by the pure functions', async () => {
  let subject = 0;
  /** One sequence on a subject of its own, by the model and on all four. */
  async function check(calls: readonly StorageCall[]): Promise<void> {
    const tag = `subject-${subject++}`;
    const model = storageModel();
    const steps = [...calls, ...lookingBack].map((call) => {
      const resolved = model.resolve(call);
      const answer = model.outcomeOf(resolved);
      note(call.verb, answer);
      return { call: resolved, answer };
    });
    await Promise.all(
      storages.map(async (storage) => {
        for (const { call, answer } of steps) {
          const answered = await callOf(storage, tag, call);
          // A hundred thousand answers: the slower comparison is for the one that it explains.
          if (!isDeepStrictEqual(answered, answer))
            expect({ call, answered }).toEqual({ call, answered: answer });
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

test('the sequences reach every word of every verb', () => {
  expect(Object.fromEntries([...answered].map(([verb, words]) => [verb, [...words].toSorted()]))).toEqual({
    load: ['object'],
    charge: ['charged', 'disabled', 'locked', 'malformed', 'not-enrolled', 'trusted'],
    settle: ['settled', 'spent', 'superseded'],
    beginEnrollment: ['begun', 'superseded'],
    confirmEnrollment: ['confirmed', 'not-pending', 'superseded'],
    enableEmail: ['enabled', 'enabled-with-recovery-codes', 'superseded'],
    removeFactor: ['not-enrolled', 'removed', 'superseded'],
    replaceRecoveryCodes: ['replaced', 'superseded'],
    raiseGeneration: ['raised'],
    reset: ['reset'],
    issueEmailCode: ['issued', 'superseded', 'too-soon'],
    withdrawEmailCode: ['not-live', 'withdrawn'],
    countMail: ['capped', 'counted'],
    listTrusted: ['object'],
    revokeTrusted: ['not-found', 'revoked'],
    revokeAllTrusted: ['revoked'],
    insertToken: ['inserted', 'limit-reached', 'name-taken', 'superseded'],
    replaceToken: ['not-found', 'replaced', 'superseded'],
    revokeToken: ['not-found', 'revoked'],
    revokeAllTokens: ['revoked'],
    findToken: ['object', 'undefined'],
    listTokens: ['object'],
  });
});
