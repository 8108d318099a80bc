/**
 * What expires next, by the minute: neither adding nor taking depends on how many keys there are.
 * @module
 */

export interface ExpiryQueue {
  /** Adds a key that is due once so much time has elapsed, or up to a minute later. */
  add(key: string, elapsedMs: number): void;
  /** Removes and returns a key that is due once so much time has elapsed. */
  take(elapsedMs: number): string | undefined;
}

const minuteMs = 60_000;

export function createExpiryQueue(): ExpiryQueue {
  const keysOf = new Map<number, string[]>();
  /** The minutes that have keys, as a binary heap. */
  const minutes: number[] = [];
  return {
    add(key, elapsedMs) {
      const minute = Math.ceil(elapsedMs / minuteMs);
      const keys = keysOf.get(minute);
      if (keys !== undefined) {
        keys.push(key);
        return;
      }
      keysOf.set(minute, [key]);
      push(minutes, minute);
    },
    take(elapsedMs) {
      const [minute] = minutes;
      if (minute === undefined || elapsedMs < minute * minuteMs) return undefined;
      const keys = keysOf.get(minute);
      const key = keys?.pop();
      if (keys?.length === 0) {
        keysOf.delete(minute);
        pop(minutes);
      }
      return key;
    },
  };
}

function push(heap: number[], added: number): void {
  let index = heap.length;
  heap.push(added);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as number;
    if (above <= added) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = added;
}

function pop(heap: number[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const child = right < heap.length && (heap[right] as number) < (heap[left] as number) ? right : left;
    const below = heap[child] as number;
    if (last <= below) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = last;
}
