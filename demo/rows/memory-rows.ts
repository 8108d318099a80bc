/** Keeps the demonstration's data in the memory of this process. @module */

import type { Rows } from './rows.ts';

interface Row {
  readonly value: string;
  readonly expiresAt: number;
}

const sweepEveryMs = 60_000;

/** `now` returns epoch milliseconds. */
export function createMemoryRows(now: () => number): Rows {
  const rows = new Map<string, Row>();
  const lists = new Map<string, readonly string[]>();
  let sweptAt = now();

  return {
    get: (key) => Promise.resolve(findLive(key)?.value),
    set: (key, value, seconds) => Promise.resolve(store(key, value, seconds)),
    claim(key, value) {
      if (findLive(key) !== undefined) return Promise.resolve('taken');
      store(key, value);
      return Promise.resolve('claimed');
    },
    delete(key) {
      rows.delete(key);
      return Promise.resolve();
    },
    count(key, seconds) {
      const row = findLive(key);
      const sum = Number(row?.value ?? 0) + 1;
      if (row === undefined) store(key, String(sum), seconds);
      else rows.set(key, { ...row, value: String(sum) });
      return Promise.resolve(sum);
    },
    push(key, value, maxLength) {
      lists.set(key, [value, ...(lists.get(key) ?? [])].slice(0, maxLength));
      return Promise.resolve();
    },
    list: (key) => Promise.resolve(lists.get(key) ?? []),
  };

  function findLive(key: string): Row | undefined {
    const row = rows.get(key);
    return row !== undefined && row.expiresAt > now() ? row : undefined;
  }

  function store(key: string, value: string, seconds: number = Number.POSITIVE_INFINITY): void {
    sweep();
    rows.set(key, { value, expiresAt: now() + seconds * 1000 });
  }

  function sweep(): void {
    if (now() - sweptAt < sweepEveryMs) return;
    sweptAt = now();
    for (const [key, { expiresAt }] of rows) if (expiresAt <= sweptAt) rows.delete(key);
  }
}
