/** What the adapter needs of a Redis client of either library. @module */

/**
 * A client as the adapter uses it, made by `fromNodeRedis` or `fromIoredis`. The caller owns the
 * connection: the adapter opens and closes nothing.
 */
export interface RedisClient {
  /** `one`: a single connection, to one server or behind Sentinel. `several`: a pool of them. */
  readonly connections: 'one' | 'several' | 'cluster';
  evalSha(sha1: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  eval(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  /** Runs a command that has no key. On a Cluster, run it on each of `masters`. */
  command(args: readonly string[]): Promise<unknown>;
  /** Every master of a Cluster. Otherwise the client itself. */
  masters(): Promise<readonly RedisClient[]>;
}
