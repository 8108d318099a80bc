/**
 * Both clients with the options of docs/redis.md, without pings, which tests would count.
 * @module
 */

import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';
import { type RedisClient, fromIoredis, fromNodeRedis } from '../../../src/adapters/redis/index.ts';
import type { RedisCluster, RedisServer } from './servers.ts';

/** The address of one server. */
export type Address = Pick<RedisServer, 'port' | 'url'>;

/** A connected client, and how to close it. */
export interface Connection {
  readonly client: RedisClient;
  close(): void;
}

/** `undefined` switches the timer of node-redis off, although its types require a number. */
const commandOptions = { timeout: undefined as never } as const;

const nodeRedisOptions = {
  disableOfflineQueue: true,
  socket: {
    socketTimeout: 5000,
    reconnectStrategy: (retries: number) => Math.min(50 * 2 ** retries, 2000),
  },
} as const;

const ioredisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: 1000,
} as const;

/** Tests see the errors of a connection in the failures of its calls. */
function ignore(): void {
  // An `error` event without a listener would end the process.
}

export async function connectNodeRedis(server: Address): Promise<Connection> {
  const client = createClient({ url: server.url, commandOptions, ...nodeRedisOptions });
  client.on('error', ignore);
  await client.connect();
  return { client: fromNodeRedis(client), close: () => client.destroy() };
}

export async function connectIoredis(server: Address): Promise<Connection> {
  const client = new Redis(server.port, '127.0.0.1', { ...ioredisOptions, lazyConnect: true });
  client.on('error', ignore);
  await client.connect();
  return { client: fromIoredis(client), close: () => client.disconnect() };
}

export async function connectNodeRedisCluster(cluster: RedisCluster): Promise<Connection> {
  const client = createCluster({
    rootNodes: cluster.rootNodes.map(({ host, port }) => ({ url: `redis://${host}:${port}` })),
    commandOptions,
    defaults: nodeRedisOptions,
  });
  client.on('error', ignore);
  await client.connect();
  return { client: fromNodeRedis(client), close: () => client.destroy() };
}

export async function connectIoredisCluster(cluster: RedisCluster): Promise<Connection> {
  const client = new Cluster([...cluster.rootNodes], {
    lazyConnect: true,
    enableOfflineQueue: false,
    redisOptions: ioredisOptions,
  });
  client.on('error', ignore);
  await client.connect();
  return { client: fromIoredis(client), close: () => client.disconnect() };
}
