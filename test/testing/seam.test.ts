/** scheduledStorage and faultyStorage: the order and the faults of round trips. @module */

import fc from 'fast-check';
import { createMemoryStorage } from 'second-factor/adapters/memory';
import { type ClientFingerprint, type SubjectTag, firstGeneration } from 'second-factor/domain';
import { type Fault, faultyStorage, planOf, scheduledStorage } from 'second-factor/testing';
import { describe, expect, test } from 'vitest';

const tag = 'subject_______________' as SubjectTag;

/** Whether one of the two calls made the record, and the other came later. */
function isFirst(generation: number): boolean {
  return ['a', 'b'].some((attemptId) => firstGeneration(attemptId) === generation);
}

describe('scheduledStorage', () => {
  test('a call reaches the storage when the scheduler picks it, one at a time', async () => {
    const orders = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const storage = scheduledStorage(createMemoryStorage(), scheduler);
        const generations: string[] = [];
        const calls = ['a', 'b'].map(async (client) => {
          await storage.raiseGeneration(tag, { attemptId: client });
          const { generation } = await storage.load(tag, {});
          generations.push(`${client}${isFirst(generation) ? 1 : 2}`);
        });
        await scheduler.waitFor(Promise.all(calls));
        orders.add(generations.join());
      }),
    );
    expect([...orders].sort()).toEqual(['a1,b2', 'a2,b2', 'b1,a2', 'b2,a2']);
  });
});

describe('faultyStorage', () => {
  test.each<[Fault, string, number]>([
    ['none', 'raised', firstGeneration('a')],
    ['not-sent', 'not-applied', 0],
    ['reply-lost', 'unknown', firstGeneration('a')],
    ['duplicated', 'raised', firstGeneration('a')],
  ])('%s: the caller sees %s, and the generation is %d', async (fault, seen, generation) => {
    const storage = createMemoryStorage();
    const faulty = faultyStorage(storage, planOf([fault]));
    const outcome = await faulty
      .raiseGeneration(tag, { attemptId: 'a' })
      .catch((error: { readonly outcome: string }) => error.outcome);
    expect(outcome).toBe(seen);
    expect((await storage.load(tag, {})).generation).toBe(generation);
    expect((await faulty.load(tag, {})).generation, 'later calls have no fault').toBe(generation);
  });

  test('duplicated: the second reply arrives', async () => {
    const storage = createMemoryStorage();
    const faulty = faultyStorage(storage, planOf(['none', 'duplicated']));
    expect(await faulty.revokeToken(tag, { id: 'none', attemptId: 'r' })).toBe('not-found');
    const client = 'c' as ClientFingerprint;
    await storage.settle(tag, {
      attemptId: 'a',
      at: 0,
      generation: 0,
      match: { method: 'password' },
      trust: { client: { client, method: 'totp', factorAt: 0, diesAt: 1, label: '' }, maxClients: 1 },
    });
    expect(await faulty.revokeTrusted(tag, { at: 0, client })).toBe('not-found');
  });
});
