/** Values whose parts are garbage some time after the last write, and are pruned then. @module */

import { deepFreeze } from '../../domain/base/deep-freeze.ts';
import { createExpiryQueue } from './expiry-queue.ts';
import { createShardedMap } from './sharded-map.ts';

/** How one kind of value expires. */
export interface Lifetime<Value> {
  /**
   * How long after they were written last all of its parts that expire are garbage, in
   * milliseconds; `undefined` if no part expires.
   */
  readonly keptMs: (value: Value) => number | undefined;
  /** Whether none of the parts that expire was written. */
  readonly isSame: (before: Value, after: Value) => boolean;
  /** The value without the parts that expire; `undefined` if nothing is left. */
  readonly lasting: (value: Value) => Value | undefined;
}

export interface ExpiringMap<Value> {
  get(key: string): Value | undefined;
  /** Stores a value, or removes it if it is `undefined`. */
  keep(key: string, value: Value | undefined): void;
  /** Removes the garbage of at most `maxValues` values. */
  prune(maxValues: number): void;
  size(): number;
}

interface Entry<Value> {
  value: Value;
  /** When its parts are garbage, if none of them is written again. */
  dueAt: number | undefined;
  /** When it comes up in the queue, if it is in the queue. */
  queuedFor: number | undefined;
}

/** @param elapsedMs milliseconds since some moment, by a clock that nobody sets */
export function createExpiringMap<Value extends object>(
  { keptMs, isSame, lasting }: Lifetime<Value>,
  elapsedMs: () => number,
): ExpiringMap<Value> {
  const entries = createShardedMap<Entry<Value>>();
  const queue = createExpiryQueue();

  function enqueue(key: string, entry: Entry<Value>): void {
    entry.queuedFor = entry.dueAt;
    if (entry.dueAt !== undefined) queue.add(key, entry.dueAt);
  }

  function keep(key: string, value: Value | undefined): void {
    if (value === undefined) {
      entries.delete(key);
      return;
    }
    // Its parts are handed out (P29). It is not itself, and reading what is frozen takes longer
    // (`bench`, case `authorize: trusted client`).
    for (const part of Object.values(value)) deepFreeze(part);
    const known = entries.get(key);
    if (known !== undefined && isSame(known.value, value)) {
      known.value = value;
      return;
    }
    const kept = keptMs(value);
    const dueAt = kept === undefined ? undefined : elapsedMs() + kept;
    const entry = known ?? { value, dueAt, queuedFor: undefined };
    entry.value = value;
    entry.dueAt = dueAt;
    if (known === undefined) entries.set(key, entry);
    // An entry in the queue is looked at when it comes up, and put back if it was written since.
    if ((dueAt ?? Number.POSITIVE_INFINITY) < (entry.queuedFor ?? Number.POSITIVE_INFINITY))
      enqueue(key, entry);
  }

  function prune(maxValues: number): void {
    const now = elapsedMs();
    for (let looks = 0; looks < maxValues; looks++) {
      const key = queue.take(now);
      if (key === undefined) return;
      const entry = entries.get(key);
      // Removed, or stored again since, and then it is in the queue a second time.
      if (entry?.queuedFor === undefined || now < entry.queuedFor) continue;
      entry.queuedFor = undefined;
      if (entry.dueAt === undefined) continue;
      if (now < entry.dueAt) enqueue(key, entry);
      else keep(key, lasting(entry.value));
    }
  }

  return { get: (key) => entries.get(key)?.value, keep, prune, size: entries.size };
}
