/** The four targets of the tests: both clients, each on one server and on a Cluster. @module */

import type { RedisClient } from '../../../src/adapters/redis/index.ts';
import {
  type Connection,
  connectIoredis,
  connectIoredisCluster,
  connectNodeRedis,
  connectNodeRedisCluster,
} from './connections.ts';
import { startCluster, startServer } from './servers.ts';

export const targetNames = [
  'node-redis',
  'ioredis',
  'node-redis on a Cluster',
  'ioredis on a Cluster',
] as const;

export type TargetName = (typeof targetNames)[number];

/** Connected clients. */
export interface Targets {
  client(name: TargetName): RedisClient;
  stop(): Promise<void>;
}

export async function startTargets(): Promise<Targets> {
  const [server, cluster] = await Promise.all([startServer(), startCluster()]);
  const connections: Readonly<Record<TargetName, Connection>> = {
    'node-redis': await connectNodeRedis(server),
    ioredis: await connectIoredis(server),
    'node-redis on a Cluster': await connectNodeRedisCluster(cluster),
    'ioredis on a Cluster': await connectIoredisCluster(cluster),
  };
  return {
    client: (name) => connections[name].client,
    async stop() {
      for (const connection of Object.values(connections)) connection.close();
      await Promise.all([server.stop(), cluster.stop()]);
    },
  };
}
