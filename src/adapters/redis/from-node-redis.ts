/** A client of `redis` (node-redis) as the adapter uses it. @module */

import type { RedisClient } from './client.ts';

/** What `fromNodeRedis` needs: a client, cluster, sentinel or pool of node-redis 5 or 6 has it. */
export interface NodeRedisClient {
  evalSha(sha1: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  sendCommand(...args: never[]): Promise<unknown>;
}

/** What only a cluster has. */
interface NodeRedisCluster extends NodeRedisClient {
  readonly masters: readonly unknown[];
  nodeClient(node: unknown): Promise<NodeRedisClient>;
}

type SendCommand = (args: readonly string[]) => Promise<unknown>;
type SendToMaster = (isReadonly: boolean, args: readonly string[]) => Promise<unknown>;

/**
 * Takes a connected client of node-redis 6, or of 5 except on a Cluster: `createClient`, `createClientPool`, `createSentinel`,
 * `createCluster`. The client stays the caller's to configure, watch for errors and close; `docs/redis.md` has the options.
 *
 * @throws RangeError for a client with a `keyPrefix` of its own: the prefix is an option of the storage
 */
export function fromNodeRedis(client: NodeRedisClient): RedisClient {
  if (hasKeyPrefix(client))
    throw new RangeError('keyPrefix must not be set on the client: give `prefix` to createRedisStorage');
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
