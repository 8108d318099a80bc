/** P19: memory and Redis keep the same laws, with the same outcomes. @module */

import { createMemoryStorage } from 'second-factor/adapters/memory';
import { createRedisStorage } from 'second-factor/adapters/redis';
import {
  type CreateStorage,
  type LawResult,
  type StorageCall,
  comparable,
  objectOf,
  storageLaws,
  wrapStorage,
} from 'second-factor/testing';
import { describe, expect, test } from 'vitest';
import type { Storage } from '../../src/ports/storage.ts';
import { oneServer } from '../adapters/redis/one-server.ts';

/** Both adapters get the cases and schedules of this seed. */
const options = { seed: 19, runs: Number(process.env['PROPERTY_RUNS'] ?? 10) };

const redis = oneServer();
let prefixes = 0;

function redisStorage(): Storage {
  return createRedisStorage(redis.client, { prefix: `alike-${prefixes++}`, timeoutMs: 20_000 });
}

/** A storage whose calls the scheduler orders; `seen` collects what each of them returns. */
function scheduled(create: () => Storage, seen: unknown[]): CreateStorage {
  return (roundTrip) => {
    const latest = new Map<string, number>();
    const storage = wrapStorage(create(), async (call, make) => {
      const outcome = await roundTrip(call.verb, make);
      const at = Math.max(latest.get(objectOf(call)) ?? 0, instantOf(call));
      latest.set(objectOf(call), at);
      seen.push({ verb: call.verb, outcome: comparable(outcome, at) });
      return outcome;
    });
    return { storage, interleaves: 'round-trips' };
  };
}

/** The instant of a call, or 0 for a verb that does not depend on time. */
function instantOf({ args }: StorageCall): number {
  const [, input] = args;
  const { at = 0 } = (input ?? {}) as { readonly at?: number };
  return at;
}

interface Played {
  readonly result: LawResult | undefined;
  readonly seen: readonly unknown[];
}

async function play(id: string, create: () => Storage): Promise<Played> {
  const seen: unknown[] = [];
  const law = storageLaws(scheduled(create, seen), options).find((one) => one.id === id);
  return { result: await law?.run(), seen };
}

describe('P19 memory and Redis return the same for the same calls, in the same order', () => {
  const laws = storageLaws(() => ({ storage: createMemoryStorage() })).map(({ id }) => id);

  test.each(laws)('%s', async (id) => {
    const memory = await play(id, createMemoryStorage);
    const redis = await play(id, redisStorage);
    expect(memory.result).toMatchObject({ outcome: 'held' });
    expect(redis.result).toEqual(memory.result);
    expect(memory.seen.length).toBeGreaterThan(0);
    expect(redis.seen).toEqual(memory.seen);
  });
});
