/** A predictable random port: the same seed yields the same bytes. For tests only. @module */

import type { Random } from '../../ports/random.ts';

/** Bytes of xorshift128 (Marsaglia 2003). Predictable, so never use it outside tests. */
export function seededRandom(seed: number): Random {
  let [x, y, z, w] = [seed | 0, 0x9e37_79b9 | 0, 0x243f_6a88 | 0, 0xb7e1_5162 | 0] as const;
  function next(): number {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w;
  }
  for (let warmUp = 0; warmUp < 16; warmUp++) next();
  return {
    bytes(count) {
      const bytes = new Uint8Array(count);
      for (let index = 0; index < count; index++) bytes[index] = next() & 0xff;
      return bytes;
    },
  };
}
