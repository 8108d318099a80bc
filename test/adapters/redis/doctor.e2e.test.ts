/** What the doctor finds on real servers. @module */

import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterEach, describe, expect, test } from 'vitest';
import { doctor } from '../../../src/adapters/redis/index.ts';
import { type Connection, connectIoredis, connectNodeRedis } from './connections.ts';
import { type RedisServer, startReplica, startServer } from './servers.ts';
import { startTargets } from './targets.ts';

const started: { stop?(): unknown; close?(): unknown }[] = [];

afterEach(async () => {
  for (const each of started.splice(0).toReversed()) await (each.close ?? each.stop)?.();
});

async function server(...options: readonly string[]): Promise<RedisServer> {
  const begun = await startServer(options);
  started.push(begun);
  return begun;
}

async function connected(redis: RedisServer, connect = connectIoredis): Promise<Connection> {
  const connection = await connect(redis);
  started.push(connection);
  return connection;
}

describe.each([
  ['node-redis', connectNodeRedis],
  ['ioredis', connectIoredis],
] as const)('doctor with %s', (_, connect) => {
  test('finds what suits a cache and not a system of record, and says what to change', async () => {
    const redis = await server('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru');
    const findings = await doctor((await connected(redis, connect)).client);
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['eviction-policy', 'error'],
      ['append-only-file', 'error'],
      ['replicas', 'warning'],
    ]);
    expect(findings[0]?.found).toBe('maxmemory_policy:allkeys-lru, maxmemory:104857600');
    for (const { change } of findings) expect(change).not.toBe('');
  });

  test('finds nothing on a sound server', async () => {
    const redis = await server('--appendonly', 'yes', '--min-replicas-to-write', '1');
    started.push(await startReplica(redis));
    expect(await doctor((await connected(redis, connect)).client)).toEqual([]);
  });

  test('finds a replica, missing bounds and clock skew', async () => {
    const redis = await server('--appendonly', 'yes', '--appendfsync', 'no');
    const replica = await startReplica(redis, ['--appendonly', 'yes']);
    started.push(replica);
    const now = (): number => Date.now() + 60_000;
    const ofMaster = await doctor((await connected(redis, connect)).client, { now });
    expect(ofMaster.map(({ id }) => id)).toEqual(['append-fsync', 'min-replicas-to-write', 'clock-skew']);
    expect(ofMaster[2]?.found).toMatch(/^the server is (?:59|60|61) s behind this process$/);
    const ofReplica = await doctor((await connected(replica, connect)).client);
    expect(ofReplica.map(({ id }) => id)).toContain('role');
  });

  test('finds uncovered slots of a Cluster, and a client for one server', async () => {
    const redis = await server('--cluster-enabled', 'yes');
    const findings = await doctor((await connected(redis, connect)).client);
    expect(findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['cluster-client', 'cluster-coverage']),
    );
  });

  test('rejects like a storage call if the server is out of reach', async () => {
    const redis = await server();
    const { client } = await connected(redis, connect);
    await redis.kill();
    await expect(doctor(client, { timeoutMs: 500 })).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

test('doctor takes the client of either library', async () => {
  const redis = await server('--appendonly', 'yes');
  const ioredis = new Redis(redis.port);
  const nodeRedis = createClient({ url: redis.url });
  await nodeRedis.connect();
  started.push({ close: () => ioredis.disconnect() }, { close: () => nodeRedis.destroy() });
  for (const client of [ioredis, nodeRedis])
    expect((await doctor(client)).map(({ id }) => id)).toEqual(['replicas']);
});

test('doctor reads every master of a Cluster, and reports each finding once', async () => {
  const targets = await startTargets();
  started.push(targets);
  for (const name of ['node-redis on a Cluster', 'ioredis on a Cluster'] as const)
    expect((await doctor(targets.client(name))).map(({ id }) => id)).toEqual([
      'append-only-file',
      'min-replicas-to-write',
    ]);
});
