/** The commands in docs/redis.md are enough, and each of them is needed. @module */

import { readFileSync } from 'node:fs';
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';
import { describe, expect, test } from 'vitest';
import {
  type RedisClient,
  createRedisStorage,
  doctor,
  fromIoredis,
  fromNodeRedis,
} from '../../../src/adapters/redis/index.ts';
import { closedAfterEach } from './closed-after-each.ts';
import { each, outcomesOf, verbs } from './every-verb.ts';
import { type RedisServer, startCluster, startReplica, startServer } from './servers.ts';
import { enrollEverything, limits, longName, mailbox, noon, tagOf } from './subjects.ts';

const document = readFileSync(new URL('../../../docs/redis.md', import.meta.url), 'utf8');
const credentials = { username: 'second-factor', password: 'PASSWORD' };

const begun = closedAfterEach();

/** The line `user second-factor …` of the document. */
const user = /^user (second-factor .*)$/m.exec(document)?.[1]?.split(' ') ?? [];

/** The rows `| +a +b | for |` of the document, by their purpose. */
const additions = new Map(
  [...document.matchAll(/^\| `(\+[^`]+)` +\| (.*?) +\|$/gm)].map(([, commands = '', purpose = '']) => [
    purpose.split(/[;,]/)[0],
    commands.replaceAll('\\|', '|').split(' '),
  ]),
);

const connecting = 'what node-redis and ioredis send when they connect';

function added(purpose: string): readonly string[] {
  const commands = additions.get(purpose);
  if (commands === undefined) throw new Error(`docs/redis.md has no row for ${purpose}`);
  return commands;
}

function permit(servers: readonly RedisServer[], commands: readonly string[]): void {
  for (const server of servers) {
    expect(server.cli('acl', 'setuser', ...user, ...commands)).toContain('OK');
    // A server older than 7.2 does not know this command and refuses to permit it.
    server.cli('acl', 'setuser', 'second-factor', '+client|setinfo');
  }
}

const url = (port: number): string =>
  `redis://${credentials.username}:${credentials.password}@127.0.0.1:${port}`;

/** Connections as the documented user. Connecting must not need an unlisted command either. */
const connects = {
  'node-redis': async (port: number): Promise<RedisClient> => {
    const client = createClient({ url: url(port) });
    client.on('error', () => undefined);
    begun({ close: () => client.destroy() });
    await client.connect();
    return fromNodeRedis(client);
  },
  ioredis: async (port: number): Promise<RedisClient> => {
    const client = new Redis(url(port), { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    begun({ close: () => client.disconnect() });
    await client.connect();
    return fromIoredis(client);
  },
  'node-redis on a Cluster': async (port: number): Promise<RedisClient> => {
    const client = createCluster({ rootNodes: [{ url: url(port) }], defaults: credentials });
    client.on('error', () => undefined);
    begun({ close: () => client.destroy() });
    await client.connect();
    return fromNodeRedis(client);
  },
  'ioredis on a Cluster': async (port: number): Promise<RedisClient> => {
    const client = new Cluster([{ host: '127.0.0.1', port }], {
      lazyConnect: true,
      redisOptions: credentials,
    });
    client.on('error', () => undefined);
    begun({ close: () => client.disconnect() });
    await client.connect();
    return fromIoredis(client);
  },
};

/** Calls every verb, on a subject that has everything and on a recipient. */
async function expectEveryVerb(client: RedisClient): Promise<void> {
  const storage = createRedisStorage(client);
  for (const verb of verbs) {
    const tag = tagOf(`acl-${verb}`);
    await enrollEverything(storage, tag);
    expect(await outcomesOf(storage, tag, [verb])).toEqual(each('resolved', [verb]));
  }
  const counted = await storage.countMail(mailbox, { attemptId: longName('acl'), at: noon, limits });
  expect(counted).toBe('counted');
}

describe.each(['node-redis', 'ioredis'] as const)('docs/redis.md, the user for %s', (name) => {
  test('may do everything that storage, doctor and durable writes do, and no command is denied', async () => {
    const redis = begun(await startServer());
    begun(await startReplica(redis));
    permit([redis], [...added(connecting), ...added('`doctor`'), ...added('`durability`')]);
    const client = await connects[name](redis.port);
    await expectEveryVerb(client);
    expect((await doctor(client)).map(({ id }) => id)).toEqual(['append-only-file', 'min-replicas-to-write']);
    const durability = { client: await connects[name](redis.port), replicas: 1, timeoutMs: 5000 };
    await enrollEverything(createRedisStorage(client, { durability }), tagOf('durable'));
    expect(redis.cli('acl', 'log')).toBe('');
  });

  test('may do nothing else', async () => {
    const redis = begun(await startServer());
    permit([redis], added(connecting));
    const client = await connects[name](redis.port);
    for (const command of [
      ['KEYS', '*'],
      ['FLUSHALL'],
      ['CONFIG', 'SET', 'maxmemory', '1'],
      ['GET', 'other'],
    ])
      await expect(client.command(command)).rejects.toThrow('NOPERM');
  });

  test.each(user.filter((part) => part.startsWith('+')))('needs %s', async (command) => {
    const redis = begun(await startServer());
    permit([redis], [...added(connecting), command.replace('+', '-')]);
    await expect(expectEveryVerb(await connects[name](redis.port))).rejects.toThrow(
      /NOPERM|does not permit|to deeply equal/,
    );
  });
});

test('docs/redis.md, the user on a Cluster may do everything, and no command is denied', async () => {
  const cluster = begun(await startCluster());
  permit(cluster.nodes, [...added(connecting), ...added('the same on a Cluster'), ...added('`doctor`')]);
  for (const name of ['node-redis on a Cluster', 'ioredis on a Cluster'] as const) {
    const client = await connects[name](cluster.nodes[0]?.port ?? 0);
    await expectEveryVerb(client);
    expect((await doctor(client)).map(({ id }) => id)).toContain('append-only-file');
    for (const node of cluster.nodes) node.cli('flushall');
  }
  expect(cluster.nodes.map((node) => node.cli('acl', 'log'))).toEqual(cluster.nodes.map(() => ''));
});
