/** P1: of four threads that present the same code at once, exactly one is granted. @module */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedisStorage } from '../../../src/adapters/redis/index.ts';
import { generateKeys } from '../../../src/index.ts';
import { codeOf, enrollTotp, testWorld } from '../../support/world.ts';
import { type Connection, connectIoredis } from './connections.ts';
import { type RedisServer, startServer } from './servers.ts';

const threads = 4;
const rounds = 1000;

let server: RedisServer;
let connection: Connection;

beforeAll(async () => {
  server = await startServer();
  connection = await connectIoredis(server);
});

afterAll(async () => {
  connection?.close();
  await server?.stop();
});

test('P1 each of a thousand codes is granted exactly once', async () => {
  const keys = generateKeys();
  const world = testWorld({ storage: createRedisStorage(connection.client), keys });
  const { secret } = await enrollTotp(world);
  const startAt = world.clock.at;
  const codes = Array.from({ length: rounds }, (_, round) => codeOf(secret, startAt, round));
  const gate = new SharedArrayBuffer(rounds * Int32Array.BYTES_PER_ELEMENT);
  const outcomes = await Promise.all(
    Array.from({ length: threads }, async (_, index) => {
      const outcome = new SharedArrayBuffer(rounds);
      const shared = { gate, outcomes: outcome, threads };
      const workerData = { ...shared, port: server.port, ioredis: index % 2 === 1, keys, startAt, codes };
      await once(new Worker(new URL('present-code.worker.js', import.meta.url), { workerData }), 'exit');
      return [...new Uint8Array(outcome)];
    }),
  );
  const [won, lost] = [1, 2];
  const winners = codes.map((_, round) => outcomes.filter((thread) => thread[round] === won).length);
  expect(winners).toEqual(codes.map(() => 1));
  expect(new Set(outcomes.flat())).toEqual(new Set([won, lost]));
  // Unless every thread wins sometimes, they did not race.
  for (const thread of outcomes) expect(thread).toContain(won);
}, 300_000);
