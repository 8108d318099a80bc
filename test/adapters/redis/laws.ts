/** Registers every law of the storage port on every target. @module */

import { createRedisStorage } from 'second-factor/adapters/redis';
import type { RedisClient } from 'second-factor/adapters/redis';
import {
  type Law,
  type RoundTrip,
  type StorageUnderTest,
  register,
  storageLaws,
} from 'second-factor/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type TargetName, type Targets, startTargets, targetNames } from './targets.ts';

/**
 * They run concurrently, each on a storage with a prefix of its own.
 *
 * @param runsOf how many random cases each law runs on each target
 */
export function registerLaws(runsOf: (law: Law, all: readonly Law[]) => number): void {
  let targets: Targets;
  let laws = 0;

  /** A storage whose commands the scheduler orders and the faults hit. */
  function storageOn(name: TargetName, roundTrip: RoundTrip): StorageUnderTest {
    const client = targets.client(name);
    const seam: RedisClient = {
      ...client,
      evalSha: (...call) => roundTrip('EVALSHA', () => client.evalSha(...call)),
      eval: (...call) => roundTrip('EVAL', () => client.eval(...call)),
    };
    const storage = createRedisStorage(seam, { prefix: `law-${laws++}`, timeoutMs: 20_000 });
    return { storage, interleaves: 'round-trips' };
  }

  beforeAll(async () => {
    targets = await startTargets();
  });
  afterAll(() => targets?.stop());

  for (const name of targetNames) {
    const collect = (runs?: number): readonly Law[] =>
      storageLaws((roundTrip) => storageOn(name, roundTrip), { runs });
    const all = collect();
    const chosen = all.flatMap((law) => collect(runsOf(law, all)).filter(({ id }) => id === law.id));
    describe(`laws with ${name}`, () => {
      register(chosen, { describe, it: it.concurrent });
    });
  }
}
