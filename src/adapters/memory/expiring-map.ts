/** Values whose parts expire: stored by key, and pruned once a part has expired. @module */

import { deepFreeze } from '../../domain/base/deep-freeze.ts';
import type { Instant } from '../../domain/base/instant.ts';
import { createExpiryQueue } from './expiry-queue.ts';
import { createShardedMap } from './sharded-map.ts';

/** How one kind of value expires. */
export interface Lifetime<Value> {
  /** The instant at which its first part expires; `undefined` if no part does. */
  readonly nextExpiry: (value: Value) => Instant | undefined;
  /** What is left of it at an instant; `undefined` if nothing is. */
  readonly remaining: (value: Value, at: Instant) => Value | undefined;
}

export interface ExpiringMap<Value> {
  get(key: string): Value | undefined;
  /** Stores a value, or removes it if it is `undefined`. */
  keep(key: string, value: Value | undefined): void;
  /** Removes the parts that had expired at `at`, of at most `maxValues` values. */
  prune(at: Instant, maxValues: number): void;
  size(): number;
}

interface Entry<Value> {
  value: Value;
  /** The earliest instant at which a part may have expired. */
  lookAt: Instant | undefined;
}

export function createExpiringMap<Value extends object>({
  nextExpiry,
  remaining,
}: Lifetime<Value>): ExpiringMap<Value> {
  const entries = createShardedMap<Entry<Value>>();
  const due = createExpiryQueue();

  function keep(key: string, value: Value | undefined): void {
    if (value === undefined) {
      entries.delete(key);
      return;
    }
    // Its parts are handed out (P29). It is not itself, and reading what is frozen takes longer
    // (`bench`, case `authorize: trusted client`).
    for (const part of Object.values(value)) deepFreeze(part);
    const known = entries.get(key);
    const expiry = nextExpiry(value);
    const isEarlier = expiry !== undefined && expiry < (known?.lookAt ?? Number.POSITIVE_INFINITY);
    if (isEarlier) due.add(key, expiry);
    const lookAt = isEarlier ? expiry : known?.lookAt;
    if (known === undefined) {
      entries.set(key, { value, lookAt });
      return;
    }
    known.value = value;
    known.lookAt = lookAt;
  }

  function prune(at: Instant, maxValues: number): void {
    for (let looks = 0; looks < maxValues; looks++) {
      const key = due.take(at);
      if (key === undefined) return;
      const entry = entries.get(key);
      // Stored again since with a later expiry, or removed.
      if (entry?.lookAt === undefined || at < entry.lookAt) continue;
      entry.lookAt = undefined;
      keep(key, remaining(entry.value, at));
    }
  }

  return { get: (key) => entries.get(key)?.value, keep, prune, size: entries.size };
}
