/** What expires next: a binary heap, so that pruning never looks at everything. @module */

import type { Instant } from '../../domain/instant.ts';

export interface Expiring {
  readonly kind: 'subject' | 'recipient';
  readonly key: string;
  readonly at: Instant;
}

export interface ExpiryQueue {
  /** Notes a key to be looked at; only the earliest look at a key is kept. */
  add(expiring: Expiring): void;
  /** The earliest that is due at `at`, taken out. */
  take(at: Instant): Expiring | undefined;
}

export function createExpiryQueue(): ExpiryQueue {
  const heap: Expiring[] = [];
  const noted = new Map<string, Instant>();
  const nameOf = ({ kind, key }: Expiring): string => `${kind} ${key}`;

  return {
    add(expiring) {
      const name = nameOf(expiring);
      const known = noted.get(name);
      if (known !== undefined && known <= expiring.at) return;
      noted.set(name, expiring.at);
      push(heap, expiring);
    },
    take(at) {
      const [first] = heap;
      if (first === undefined || at < first.at) return undefined;
      pop(heap);
      const name = nameOf(first);
      if (noted.get(name) === first.at) noted.delete(name);
      return first;
    },
  };
}

function push(heap: Expiring[], added: Expiring): void {
  let index = heap.length;
  heap.push(added);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Expiring;
    if (above.at <= added.at) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = added;
}

function pop(heap: Expiring[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const child =
      right < heap.length && (heap[right] as Expiring).at < (heap[left] as Expiring).at ? right : left;
    const below = heap[child] as Expiring;
    if (last.at <= below.at) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = last;
}
