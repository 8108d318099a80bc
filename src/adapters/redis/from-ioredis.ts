/** Adapts a client of `ioredis`. @module */

import type { RedisClient } from './client.ts';

/** What `fromIoredis` needs of a `Redis` or `Cluster` of ioredis 5 or 6. */
export interface IoredisClient {
  evalsha(sha1: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
  call(command: string, ...args: string[]): Promise<unknown>;
  readonly isCluster: boolean;
  readonly options: object;
}

/** What only a Cluster has. */
interface IoredisCluster extends IoredisClient {
  nodes(role: 'master'): readonly IoredisClient[];
}

/**
 * Takes a client of ioredis 5 or 6: `new Redis(…)`, also behind Sentinel, or `new Cluster(…)`. The
 * caller configures it, watches it for errors and closes it. `docs/redis.md` has the options.
 *
 * @throws {RangeError} if the client has a `keyPrefix`: the prefix is an option of the storage.
 */
export function fromIoredis(client: IoredisClient): RedisClient {
  if (hasKeyPrefix(client.options))
    throw new RangeError('keyPrefix must be unset on the client: set `prefix` of createRedisStorage instead');
  return {
    connections: client.isCluster ? 'cluster' : 'one',
    evalSha: (sha1, keys, args) => client.evalsha(sha1, keys.length, ...keys, ...args),
    eval: (script, keys, args) => client.eval(script, keys.length, ...keys, ...args),
    command: ([name = '', ...args]) => client.call(name, ...args),
    masters: () =>
      Promise.resolve(
        isCluster(client) ? client.nodes('master').map((node) => fromIoredis(node)) : [fromIoredis(client)],
      ),
  };
}

function isCluster(client: IoredisClient): client is IoredisCluster {
  return client.isCluster;
}

function hasKeyPrefix(options: object): boolean {
  const { keyPrefix, redisOptions } = options as {
    readonly keyPrefix?: unknown;
    readonly redisOptions?: { readonly keyPrefix?: unknown };
  };
  return Boolean(keyPrefix) || Boolean(redisOptions?.keyPrefix);
}
