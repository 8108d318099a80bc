/** Records of which parts expire: kept by key, and looked at again once something of them is over. @module */

import type { Instant } from '../../domain/base/instant.ts';
import { createExpiryQueue } from './expiry-queue.ts';
import { createShardedMap } from './sharded-map.ts';

/** How one kind of record ages. */
export interface Lifetime<Value> {
  /** When something of it is over first; `undefined` where nothing ever is. */
  readonly nextExpiry: (value: Value) => Instant | undefined;
  /** What is left of it at an instant; `undefined` where nothing is. */
  readonly remaining: (value: Value, at: Instant) => Value | undefined;
}

export interface ExpiringMap<Value> {
  get(key: string): Value | undefined;
  /** Keeps a record, or forgets it where it is `undefined`. */
  keep(key: string, value: Value | undefined): void;
  /** Takes away what was over at `at`, of at most so many records. */
  prune(at: Instant, atMost: number): void;
  size(): number;
}

interface Entry<Value> {
  value: Value;
  /** The earliest instant at which it is to be looked at again. */
  lookAt: Instant | undefined;
}

export function createExpiringMap<Value>({ nextExpiry, remaining }: Lifetime<Value>): ExpiringMap<Value> {
  const entries = createShardedMap<Entry<Value>>();
  const due = createExpiryQueue();

  function keep(key: string, value: Value | undefined): void {
    if (value === undefined) {
      entries.delete(key);
      return;
    }
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

  function prune(at: Instant, atMost: number): void {
    for (let looks = 0; looks < atMost; looks++) {
      const key = due.take(at);
      if (key === undefined) return;
      const entry = entries.get(key);
      // Noted again since, for a later look, or gone.
      if (entry?.lookAt === undefined || at < entry.lookAt) continue;
      entry.lookAt = undefined;
      keep(key, remaining(entry.value, at));
    }
  }

  return { get: (key) => entries.get(key)?.value, keep, prune, size: entries.size };
}
