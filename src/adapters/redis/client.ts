/** The little that the adapter needs of a Redis client, whichever library it is of. @module */

/**
 * A client as the adapter uses it; made by `fromNodeRedis` or `fromIoredis`. The connection stays the caller's: the adapter opens
 * and closes nothing.
 */
export interface RedisClient {
  /** `one`: a single connection, to one server or behind Sentinel. `several`: a pool of them. */
  readonly connections: 'one' | 'several' | 'cluster';
  evalSha(sha1: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  eval(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  /** A command that belongs to no key; not for a Cluster, whose nodes are asked one by one. */
  command(args: readonly string[]): Promise<unknown>;
  /** Every master of a Cluster; else the client itself. */
  masters(): Promise<readonly RedisClient[]>;
}
