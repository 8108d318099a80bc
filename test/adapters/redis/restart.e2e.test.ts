/** A server killed under load: no acknowledged call is lost or counted twice. @module */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedisStorage } from '../../../src/adapters/redis/index.ts';
import { type Connection, connectIoredis, connectNodeRedis } from './connections.ts';
import { type RedisServer, startServer } from './servers.ts';
import { chargeOf, tagOf } from './subjects.ts';

const subjects = 500;
const rounds = 200;

let server: RedisServer;
let connections: readonly Connection[] = [];

beforeAll(async () => {
  server = await startServer(['--appendonly', 'yes', '--appendfsync', 'always']);
  connections = [await connectNodeRedis(server), await connectIoredis(server)];
});

afterAll(async () => {
  for (const connection of connections) connection.close();
  await server?.stop();
});

test('every attempt of 100 000 is counted once, over two kills', async () => {
  const storages = connections.map(({ client }) => createRedisStorage(client));
  const tags = Array.from({ length: subjects }, (_, index) => tagOf(`subject-${index}`));
  const locks = { ms: [0], disabledAt: undefined };
  const candidates = [{ method: 'password', isWellFormed: true }] as const;
  let done = 0;
  let repeated = 0;
  let killing: Promise<void> | undefined;

  /** Repeats one attempt until it is acknowledged. */
  async function attempt(subject: number, round: number): Promise<number> {
    const storage = storages[round % storages.length];
    const tag = tags[subject];
    if (storage === undefined || tag === undefined) throw new Error('no such storage or subject');
    for (;;) {
      try {
        const outcome = await storage.charge(tag, chargeOf(`${round}`, { candidates, locks }));
        return outcome.state.attempts.password?.failures ?? 0;
      } catch {
        repeated++;
        await killing;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  async function killAndRestart(): Promise<void> {
    await server.kill();
    await server.restart();
  }

  const counted = tags.map(async (_, subject) => {
    const counts: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      counts.push(await attempt(subject, round));
      if (++done === 30_000 || done === 70_000) killing = killAndRestart();
    }
    return counts;
  });
  const expected = Array.from({ length: rounds }, (_, index) => index + 1);
  for (const counts of await Promise.all(counted)) expect(counts).toEqual(expected);
  expect(done).toBe(subjects * rounds);
  // The kills interrupted calls.
  expect(repeated).toBeGreaterThan(0);
}, 300_000);
