/** The bars on entry sizes and byte arrays, and the table of import times. @module */

import { nodeHashing } from 'second-factor/adapters/node';
import { nobleHashing, prepareKey, verifyTotp } from 'second-factor/otp';
import { weighEntry } from '../scripts/package/weigh-entry.js';
import { countAllocations } from '../test/domain/otp/count-allocations.ts';
import type { Bar } from './bars.ts';
import { bestTenth, median } from './figures.ts';
import { at } from './otp-contenders.ts';
import { table } from './table.ts';

/** The entries that have a bar: name, file in the built library, maximum bytes. */
export const entryFiles = [
  ['.', 'index.js', 25_600],
  ['./otp', 'otp.js', 12_000],
  ['./client', 'client/index.js', 3_300],
] as const;

/** @param builtFolder the folder of the built library */
export async function sizeBars(builtFolder: string): Promise<readonly Bar[]> {
  const bars: Bar[] = [];
  for (const [entry, file, maxBytes] of entryFiles) {
    const { bytes } = await weighEntry(`${builtFolder}/${file}`, builtFolder);
    const figure = `${bytes} B`;
    bars.push({
      work: `size of ${entry}, with all it loads`,
      bar: `≤ ${maxBytes} B`,
      figure,
      holds: bytes <= maxBytes,
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

/** @param samples milliseconds by entry, one number per fresh process */
export function importTable(samples: Readonly<Record<string, readonly number[]>>): string {
  const rows = Object.entries(samples).map(([entry, times]) => [
    `import of ${entry}`,
    median(times).toFixed(1),
    bestTenth(times).toFixed(1),
  ]);
  return table([['in a fresh process', 'median ms', 'best tenth ms'], ...rows]);
}
