/** What a decision costs: one round trip, a refused attempt one, a success two; counted between client and server. @module */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRedisStorage } from '../../src/adapters/redis/index.ts';
import { generateKeys } from '../../src/index.ts';
import { codeOf, enrolTotp, testWorld } from '../support/world.ts';
import { connectIoredis, connectNodeRedis } from './connections.ts';
import { outcomesOf, verbs } from './every-verb.ts';
import { type RedisServer, startServer } from './servers.ts';
import { enrolEverything, tagOf } from './subjects.ts';
import { type TcpProxy, startProxy } from './tcp-proxy.ts';

let server: RedisServer;
let proxy: TcpProxy;

beforeAll(async () => {
  server = await startServer();
  proxy = await startProxy(server);
});

afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
});

/** The commands that passed during `work`. */
async function commandsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = proxy.commands.length;
  await work();
  return proxy.commands.slice(before);
}

describe.each([
  ['node-redis', connectNodeRedis],
  ['ioredis', connectIoredis],
] as const)('%s', (name, connect) => {
  test('every verb is one command, and a second one only where the server does not know the script', async () => {
    const connection = await connect(proxy);
    server.cli('script', 'flush');
    const storage = createRedisStorage(connection.client, { prefix: name });
    await enrolEverything(storage, tagOf('warm'));
    for (const verb of verbs) {
      const tag = tagOf(`trip-${verb}`);
      await enrolEverything(storage, tag);
      const first = await commandsOf(() => outcomesOf(storage, tagOf('warm'), [verb]));
      expect(['EVALSHA', 'EVALSHA EVAL']).toContain(first.join(' '));
      expect(await commandsOf(() => outcomesOf(storage, tag, [verb]))).toEqual(['EVALSHA']);
    }
    connection.close();
  });

  test('a decision is one round trip, a refused attempt one, a success two', async () => {
    const connection = await connect(proxy);
    const storage = createRedisStorage(connection.client, { prefix: `${name}-facade` });
    const world = testWorld({ storage, keys: generateKeys() });
    const { secret } = await enrolTotp(world);
    const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };
    const ask = { subject: 'alice', operation: 'settings.save', client } as const;
    const authorize = async (value?: string): Promise<void> =>
      void (await world.twoFactor.authorize({ ...ask, ...(value === undefined ? {} : { code: { value } }) }));
    const right = codeOf(secret, world.clock.at);

    expect(await commandsOf(() => authorize())).toEqual(['EVALSHA']);
    expect(await commandsOf(() => authorize(codeOf(secret, world.clock.at, 1000)))).toEqual(['EVALSHA']);
    expect(await commandsOf(() => authorize(right))).toEqual(['EVALSHA', 'EVALSHA']);
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrap().by).toBe('trusted-client');
    expect(await commandsOf(() => authorize())).toEqual(['EVALSHA']);
    connection.close();
  });
});
