/** The demonstration's data in the memory of this process. @module */

import type { Rows } from './rows.ts';

interface Row {
  readonly value: string;
  readonly endsAt: number;
}

const sweepEveryMs = 60_000;

/** `now` answers epoch milliseconds. */
export function createMemoryRows(now: () => number): Rows {
  const rows = new Map<string, Row>();
  const lists = new Map<string, readonly string[]>();
  let sweptAt = now();

  return {
    get: (key) => Promise.resolve(live(key)?.value),
    set: (key, value, seconds) => Promise.resolve(keep(key, value, seconds)),
    claim(key, value) {
      if (live(key) !== undefined) return Promise.resolve('taken');
      keep(key, value);
      return Promise.resolve('claimed');
    },
    delete(key) {
      rows.delete(key);
      return Promise.resolve();
    },
    count(key, seconds) {
      const row = live(key);
      const sum = Number(row?.value ?? 0) + 1;
      if (row === undefined) keep(key, String(sum), seconds);
      else rows.set(key, { ...row, value: String(sum) });
      return Promise.resolve(sum);
    },
    push(key, value, most) {
      lists.set(key, [value, ...(lists.get(key) ?? [])].slice(0, most));
      return Promise.resolve();
    },
    list: (key) => Promise.resolve(lists.get(key) ?? []),
  };

  function live(key: string): Row | undefined {
    const row = rows.get(key);
    return row !== undefined && row.endsAt > now() ? row : undefined;
  }

  function keep(key: string, value: string, seconds: number = Number.POSITIVE_INFINITY): void {
    sweep();
    rows.set(key, { value, endsAt: now() + seconds * 1000 });
  }

  function sweep(): void {
    if (now() - sweptAt < sweepEveryMs) return;
    sweptAt = now();
    for (const [key, { endsAt }] of rows) if (endsAt <= sweptAt) rows.delete(key);
  }
}
