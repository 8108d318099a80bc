/** A hundred thousand operations with a server that is killed and restarted on the way: nothing acknowledged is lost or counted twice. @module */

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

test('100 000 operations, two kills: every attempt counted, and counted once', async () => {
  const storages = connections.map(({ client }) => createRedisStorage(client));
  const tags = Array.from({ length: subjects }, (_, index) => tagOf(`subject-${index}`));
  const locks = { ms: [0], disabledAt: undefined };
  const candidates = [{ method: 'password', isWellFormed: true }] as const;
  let done = 0;
  let repeated = 0;
  let killing: Promise<void> | undefined;

  /** One attempt, made until it is acknowledged: the same call again counts nothing twice. */
  async function attempt(subject: number, round: number): Promise<number> {
    const storage = storages[round % storages.length];
    const tag = tags[subject];
    if (storage === undefined || tag === undefined) throw new Error('nobody there');
    for (;;) {
      try {
        const answer = await storage.charge(tag, chargeOf(`${round}`, { candidates, locks }));
        return answer.state.attempts.password?.failures ?? 0;
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
  // The kills were noticed.
  expect(repeated).toBeGreaterThan(0);
}, 300_000);
