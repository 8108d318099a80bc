/** Both Redis clients, for a server and a cluster, with the options of docs/redis.md. @module */

import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';
import { type RedisClient, fromIoredis, fromNodeRedis } from 'second-factor/adapters/redis';

export interface BenchConnection {
  readonly client: RedisClient;
  readonly get: (key: string) => Promise<unknown>;
  close(): void;
}

const nodeRedisOptions = {
  disableOfflineQueue: true,
  // The types of node-redis require a number, but only `undefined` turns off its own timer.
  commandOptions: { timeout: undefined as never },
} as const;
const ioredisOptions = { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 1000 } as const;

export type Connect = (ports: readonly number[]) => Promise<BenchConnection>;

export const toServer: Readonly<Record<string, Connect>> = {
  async 'node-redis'([port = 0]) {
    const client = createClient({ url: `redis://127.0.0.1:${port}`, ...nodeRedisOptions });
    client.on('error', report);
    await client.connect();
    return { client: fromNodeRedis(client), get: (key) => client.get(key), close: () => client.destroy() };
  },
  async ioredis([port = 0]) {
    const client = new Redis(port, '127.0.0.1', { ...ioredisOptions, lazyConnect: true });
    client.on('error', report);
    await client.connect();
    return { client: fromIoredis(client), get: (key) => client.get(key), close: () => client.disconnect() };
  },
};

export const toCluster: Readonly<Record<string, Connect>> = {
  async 'node-redis'(ports) {
    const rootNodes = ports.map((port) => ({ url: `redis://127.0.0.1:${port}` }));
    const client = createCluster({ rootNodes, defaults: nodeRedisOptions });
    client.on('error', report);
    await client.connect();
    return { client: fromNodeRedis(client), get: (key) => client.get(key), close: () => client.destroy() };
  },
  async ioredis(ports) {
    const nodes = ports.map((port) => ({ host: '127.0.0.1', port }));
    const client = new Cluster(nodes, {
      lazyConnect: true,
      enableOfflineQueue: false,
      redisOptions: ioredisOptions,
    });
    client.on('error', report);
    await client.connect();
    return { client: fromIoredis(client), get: (key) => client.get(key), close: () => client.disconnect() };
  },
};

function report(reason: unknown): void {
  console.error(reason);
}
