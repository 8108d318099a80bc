/** Recovery codes: drawn without bias, grouped for paper, forgiving on entry (P9). @module */

import { drawIndexes, grouped } from '../base/draw.ts';
import type { RandomBytes } from '../base/draw.ts';

/** 32 letters and digits without I, L, O and U: 16 of them carry 80 bits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 16;
const groupLength = 4;
const maxTypedLength = 64;

/**
 * Fresh codes such as `7K3M-Q9TV-0AXC-52HD`, all different.
 *
 * @throws {TypeError} if the random source repeats itself; it must not loop forever.
 */
export function drawRecoveryCodes(random: RandomBytes, count: number): readonly string[] {
  const codes = new Set<string>();
  for (let drawn = 0; codes.size < count; drawn++) {
    // Two equal codes of 80 bits are no coincidence: the source is broken.
    if (drawn === 2 * count) throw new TypeError('random.bytes must return fresh bytes');
    codes.add(
      grouped(
        drawIndexes(random, length, alphabet.length)
          .map((index) => alphabet[index])
          .join(''),
        groupLength,
        '-',
      ),
    );
  }
  return [...codes];
}

/**
 * The canonical form of a typed recovery code, or `undefined` for text of another shape. Case,
 * spaces and dashes do not matter, and letters that look like digits are read as digits (O as 0; I
 * and L as 1), as in Crockford's base 32.
 */
export function readRecoveryCode(text: string): string | undefined {
  if (text.length > maxTypedLength || !/^[0-9A-Za-z\s-]+$/.test(text)) return undefined;
  const symbols = text.replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  return symbols.length === length && !symbols.includes('U') ? symbols : undefined;
}
