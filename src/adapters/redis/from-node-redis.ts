/** Adapts a client of `redis` (node-redis). @module */

import type { RedisClient } from './client.ts';

/** What `fromNodeRedis` needs of a client, cluster, sentinel or pool of node-redis 5 or 6. */
export interface NodeRedisClient {
  evalSha(sha1: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  sendCommand(...args: never[]): Promise<unknown>;
}

/** What only a Cluster has. */
interface NodeRedisCluster extends NodeRedisClient {
  readonly masters: readonly unknown[];
  nodeClient(node: unknown): Promise<NodeRedisClient>;
}

type SendCommand = (args: readonly string[]) => Promise<unknown>;
type SendToMaster = (isReadonly: boolean, args: readonly string[]) => Promise<unknown>;

/**
 * Takes a connected client of node-redis 6, or of 5 except on a Cluster: `createClient`,
 * `createClientPool`, `createSentinel`, `createCluster`. The caller configures it, watches it for
 * errors and closes it. `docs/redis.md` has the options.
 *
 * @throws {RangeError} if the client has a `keyPrefix`: the prefix is an option of the storage.
 */
export function fromNodeRedis(client: NodeRedisClient): RedisClient {
  if (hasKeyPrefix(client))
    throw new RangeError('keyPrefix must be unset on the client: set `prefix` of createRedisStorage instead');
  return {
    connections: isCluster(client)
      ? 'cluster'
      : isSentinel(client) || 'totalClients' in client
        ? 'several'
        : 'one',
    evalSha: (sha1, keys, args) => client.evalSha(sha1, { keys: [...keys], arguments: [...args] }),
    eval: (script, keys, args) => client.eval(script, { keys: [...keys], arguments: [...args] }),
    command: (args) =>
      isSentinel(client)
        ? (client.sendCommand as SendToMaster)(false, args)
        : (client.sendCommand as SendCommand)(args),
    masters: async () => {
      if (!isCluster(client)) return [fromNodeRedis(client)];
      const nodes = await Promise.all(client.masters.map((master) => client.nodeClient(master)));
      return nodes.map((node) => fromNodeRedis(node));
    },
  };
}

function isCluster(client: NodeRedisClient): client is NodeRedisCluster {
  return 'nodeClient' in client;
}

function isSentinel(client: NodeRedisClient): boolean {
  return 'getMasterNode' in client || 'getSentinelNode' in client;
}

function hasKeyPrefix(client: object): boolean {
  return Boolean(Reflect.get(client, '_keyPrefix'));
}
