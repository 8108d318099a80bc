/** Durable writes: acknowledged by replicas or `unavailable`, one at a time. @module */

import { Redis } from 'ioredis';
import { createClient, createClientPool, createCluster, createSentinel } from 'redis';
import { describe, expect, test } from 'vitest';
import {
  type RedisClient,
  createRedisStorage,
  fromIoredis,
  fromNodeRedis,
} from '../../../src/adapters/redis/index.ts';
import { closedAfterEach } from './closed-after-each.ts';
import { type Connection, connectIoredis, connectNodeRedis } from './connections.ts';
import { type RedisServer, startReplica, startServer, until } from './servers.ts';
import { chargeOf, enroll, enrolledGeneration, settleOf, tagOf } from './subjects.ts';
import { type TcpProxy, startProxy } from './tcp-proxy.ts';

const begun = closedAfterEach();

/** A master with one replica that is in sync. */
async function pair(): Promise<{ readonly master: RedisServer; readonly replica: RedisServer }> {
  const master = begun(await startServer());
  return { master, replica: begun(await startReplica(master)) };
}

const tag = tagOf('alice');

describe.each([
  ['node-redis', connectNodeRedis],
  ['ioredis', connectIoredis],
] as const)('durability with %s', (_, connect) => {
  async function connected(target: { readonly port: number; readonly url: string }): Promise<Connection> {
    return begun(await connect(target));
  }

  test('an acknowledged write is on the replica', async () => {
    const { master, replica } = await pair();
    const { client } = await connected(master);
    const durability = { client: (await connected(master)).client, replicas: 1, timeoutMs: 500 };
    const storage = createRedisStorage(client, { durability });
    await enroll(storage, tag);
    await storage.charge(tag, chargeOf('one'));
    expect((await storage.settle(tag, settleOf('one', 101))).kind).toBe('settled');
    await master.kill();
    replica.cli('replicaof', 'no', 'one');
    const successor = createRedisStorage((await connected(replica)).client);
    expect(await successor.settle(tag, settleOf('two', 101))).toEqual({ kind: 'spent' });
  });

  test('without a live replica a write is unavailable, outcome unknown, and a read succeeds', async () => {
    const { master, replica } = await pair();
    const { client } = await connected(master);
    const durability = { client: (await connected(master)).client, replicas: 1, timeoutMs: 500 };
    const storage = createRedisStorage(client, { durability });
    await enroll(storage, tag);
    await replica.kill();
    await until(() => master.cli('info', 'replication').includes('connected_slaves:0'));
    await expect(storage.charge(tag, chargeOf('one'))).rejects.toMatchObject({
      kind: 'unavailable',
      outcome: 'unknown',
    });
    expect((await storage.load(tag, {})).generation).toBe(enrolledGeneration);
  });

  test('a repeated write is not acknowledged before a replica has it', async () => {
    const { master, replica } = await pair();
    const durability = { client: (await connected(master)).client, replicas: 1, timeoutMs: 500 };
    const storage = createRedisStorage((await connected(master)).client, { durability });
    await enroll(storage, tag);
    await replica.kill();
    await until(() => master.cli('info', 'replication').includes('connected_slaves:0'));
    for (let round = 0; round < 3; round++)
      await expect(storage.charge(tag, chargeOf('one'))).rejects.toMatchObject({ outcome: 'unknown' });
    await replica.restart();
    const charged = (): Promise<unknown> => storage.charge(tag, chargeOf('one')).catch(() => undefined);
    await until(async () => (await charged()) !== undefined);
    expect(replica.cli('get', `tfa:{${tag}}:s`)).toContain(chargeOf('one').attemptId);
    expect((await storage.load(tag, {})).attempts.totp?.failures).toBe(1);
  });

  test('a connection that is replaced between write and WAIT acknowledges no write', async () => {
    const { master } = await pair();
    const proxy: TcpProxy = begun(await startProxy(master));
    const durability = { client: (await connected(proxy)).client, replicas: 1, timeoutMs: 500 };
    const storage = createRedisStorage((await connected(master)).client, { durability, timeoutMs: 3000 });
    await enroll(storage, tag);
    proxy.cutNextReply();
    // ioredis sends the write and its WAIT again on the new connection, which acknowledges both.
    const outcome = await storage.charge(tag, chargeOf('one')).catch((reason: unknown) => reason);
    if (outcome instanceof Error) expect(outcome).toMatchObject({ kind: 'unavailable', outcome: 'unknown' });
    else expect(outcome).toMatchObject({ kind: 'charged' });
  });

  test('writes keep their order, and a write is not sent after its timeout', async () => {
    const { master } = await pair();
    const proxy: TcpProxy = begun(await startProxy(master));
    const durability = { client: (await connected(proxy)).client, replicas: 1, timeoutMs: 500 };
    const storage = createRedisStorage((await connected(master)).client, { durability, timeoutMs: 1000 });
    await enroll(storage, tag);
    const before = proxy.commands.length;
    await Promise.all(['one', 'two', 'three'].map((name) => storage.charge(tag, chargeOf(name))));
    const sent = proxy.commands.slice(before).filter((command) => command !== 'EVAL');
    const one = ['CLIENT', 'EVALSHA', 'SET', 'WAIT', 'CLIENT'];
    expect(sent.join(' ')).toContain([...one, ...one].join(' '));
    const passed = proxy.commands.length;
    proxy.swallow();
    const outcomes = await Promise.allSettled(
      ['four', 'five', 'six'].map((name) => storage.charge(tag, chargeOf(name))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(proxy.commands.length).toBe(passed);
  });
});

describe('durability refuses', () => {
  const client = { connections: 'one' } as RedisClient;

  test('a Cluster and a pool', () => {
    for (const connections of ['cluster', 'several'] as const) {
      const durability = { client: { ...client, connections }, replicas: 1, timeoutMs: 100 };
      expect(() => createRedisStorage(client, { durability })).toThrow(RangeError);
    }
    const pool = fromNodeRedis(createClientPool());
    expect(() =>
      createRedisStorage(client, { durability: { client: pool, replicas: 1, timeoutMs: 1 } }),
    ).toThrow(RangeError);
  });

  test.each([0, -1, 1.5, Number.NaN])('%d replicas, and %d ms', (value) => {
    for (const wrong of [{ replicas: value }, { timeoutMs: value }])
      expect(() =>
        createRedisStorage(client, { durability: { client, replicas: 1, timeoutMs: 100, ...wrong } }),
      ).toThrow(RangeError);
  });
});

describe('createRedisStorage refuses', () => {
  const client = { connections: 'one' } as RedisClient;

  test.each(['{', '}', 'a{b}', '{tag}'])('the prefix %j', (prefix) => {
    expect(() => createRedisStorage(client, { prefix })).toThrow(RangeError);
  });

  test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])('timeoutMs %d', (timeoutMs) => {
    expect(() => createRedisStorage(client, { timeoutMs })).toThrow(RangeError);
  });

  test('a client with a keyPrefix', () => {
    const prefixed = new Redis({ lazyConnect: true, keyPrefix: 'app:' });
    expect(() => fromIoredis(prefixed)).toThrow(RangeError);
    const keyPrefix = 'app:';
    const rootNodes = [{ url: 'redis://127.0.0.1:6379' }];
    const sentinelRootNodes = [{ host: '127.0.0.1', port: 26_379 }];
    for (const make of [
      () => createClient({ keyPrefix }),
      () => createClientPool({ keyPrefix }),
      () => createCluster({ keyPrefix, rootNodes }),
      () => createSentinel({ keyPrefix, name: 'main', sentinelRootNodes }),
    ])
      expect(() => fromNodeRedis(make())).toThrow(RangeError);
  });
});
