/** The bars that are counts: bytes of each entry, and arrays of bytes that a verification makes; and how long entries load. @module */

import { nodeHashing } from 'second-factor/adapters/node';
import { nobleHashing, prepareKey, verifyTotp } from 'second-factor/otp';
import { weighEntry } from '../scripts/package/weigh-entry.js';
import { countAllocations } from '../test/domain/otp/count-allocations.ts';
import type { Bar } from './bars.ts';
import { bestTenth, median } from './figures.ts';
import { at } from './otp-contenders.ts';
import { table } from './table.ts';

/** The entries that have a bar: name, file in the built library, the most bytes. */
export const entryFiles = [
  ['.', 'index.js', 25_000],
  ['./otp', 'otp.js', 12_000],
  ['./client', 'client/index.js', 3_300],
] as const;

/** @param built the folder of the built library */
export async function sizeBars(built: string): Promise<readonly Bar[]> {
  const bars: Bar[] = [];
  for (const [entry, file, most] of entryFiles) {
    const { bytes } = await weighEntry(`${built}/${file}`, built);
    const figure = `${bytes} B`;
    bars.push({
      work: `size of ${entry}, with all it loads`,
      bar: `≤ ${most} B`,
      figure,
      holds: bytes <= most,
    });
  }
  return bars;
}

export function allocationBars(): readonly Bar[] {
  const hashings = { nobleHashing, nodeHashing };
  return Object.entries(hashings).map(([name, hashing]) => {
    const count = countAllocations(() => {
      const key = prepareKey(new Uint8Array(20).fill(1), { hashing });
      verifyTotp(key, '000000', { at });
      return () => void verifyTotp(key, '000000', { at });
    });
    return {
      work: `arrays of bytes made by a verification, ${name}`,
      bar: '0',
      figure: String(count),
      holds: count === 0,
    };
  });
}

/** @param samples milliseconds by entry, one number for each fresh process */
export function importTable(samples: Readonly<Record<string, readonly number[]>>): string {
  const rows = Object.entries(samples).map(([entry, times]) => [
    `import of ${entry}`,
    median(times).toFixed(1),
    bestTenth(times).toFixed(1),
  ]);
  return table([['in a fresh process', 'median ms', 'best tenth ms'], ...rows]);
}
