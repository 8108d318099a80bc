/** The bars that are counts: bytes of each entry, and arrays of bytes that a verification makes. @module */

import { nodeHashing } from 'second-factor/adapters/node';
import { nobleHashing, prepareKey, verifyTotp } from 'second-factor/otp';
import { weighEntry } from '../scripts/package/weigh-entry.js';
import { countAllocations } from '../test/otp/count-allocations.ts';
import type { Bar } from './bars.ts';
import { at } from './otp-contenders.ts';

const mostBytes = [
  ['.', 'index.js', 20_000],
  ['./otp', 'otp.js', 12_000],
  ['./client', 'client/index.js', 3_000],
] as const;

/** @param built the folder of the built library */
export async function sizeBars(built: string): Promise<readonly Bar[]> {
  const bars: Bar[] = [];
  for (const [entry, file, most] of mostBytes) {
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
