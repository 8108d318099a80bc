/** A map that never moves many entries at once, and holds any number of them. @module */

/** The part of `Map` that the storage needs. */
export interface ShardedMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  size(): number;
}

/** A power of two: at a million entries each part has a thousand. */
const shardCount = 1024;

/**
 * Many small maps. A plain `Map` holds at most 2^24 entries, and moves all of them at once when it
 * grows or shrinks (`bench`, case `pruning`).
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

/** FNV-1a over the UTF-16 units: tags are uniform, but a storage must accept any text. */
function shardOf(key: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < key.length; index++)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x0100_0193);
  return (hash ^ (hash >>> 15)) & (shardCount - 1);
}
