/** A map that never moves many entries at once, and holds any number of them. @module */

/** Part of what a `Map` does. */
export interface ShardedMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  size(): number;
}

/** A power of two: at a million entries each part has a thousand. */
const shardCount = 1024;

/**
 * Many small maps: a plain `Map` of a million entries stops the process for tens of milliseconds when it grows or shrinks, since
 * it then moves all of them, and it holds no more than 2^24.
 */
export function createShardedMap<Value>(): ShardedMap<Value> {
  const shards = new Array<Map<string, Value> | undefined>(shardCount).fill(undefined);
  let size = 0;
  return {
    get: (key) => shards[shardOf(key)]?.get(key),
    set(key, value) {
      const shard = (shards[shardOf(key)] ??= new Map());
      const before = shard.size;
      shard.set(key, value);
      size += shard.size - before;
    },
    delete(key) {
      if (shards[shardOf(key)]?.delete(key) === true) size--;
    },
    size: () => size,
  };
}

/** FNV-1a over the UTF-16 units: a tag is uniform already, but any text may be handed to a storage. */
function shardOf(key: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < key.length; index++)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x0100_0193);
  return (hash ^ (hash >>> 15)) & (shardCount - 1);
}
