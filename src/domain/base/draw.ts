/** Drawing digits and symbols without bias from random bytes, and grouping them for the reader. @module */

/** The function types that the domain is handed; `ports/random.ts` has the same shape. */
export interface RandomBytes {
  bytes(count: number): Uint8Array;
}

/**
 * `count` numbers from 0 to `below − 1` (at most 256), each as likely as any other: bytes beyond the largest multiple
 * of `below` are thrown away.
 *
 * @throws {TypeError} where the source answers anything but fresh bytes, so that it cannot go on for ever.
 */
export function drawIndexes(random: RandomBytes, count: number, below: number): readonly number[] {
  const usable = 256 - (256 % below);
  const drawn: number[] = [];
  for (let round = 0; drawn.length < count; round++) {
    if (round === 100) throw new TypeError('random.bytes answers no usable bytes');
    for (const byte of drawBytes(random, count * 2))
      if (byte < usable && drawn.length < count) drawn.push(byte % below);
  }
  return drawn;
}

/** `count` bytes, checked to be as many. */
export function drawBytes(random: RandomBytes, count: number): Uint8Array {
  const bytes = random.bytes(count);
  if (!(bytes instanceof Uint8Array) || bytes.length !== count)
    throw new TypeError(`random.bytes(${count}) must answer ${count} bytes`);
  return bytes;
}

/** Decimal digits, leading zeros kept. */
export function drawDigits(random: RandomBytes, count: number): string {
  return drawIndexes(random, count, 10).join('');
}

/** Symbols in groups of a size: `1234-5678`. */
export function grouped(symbols: string, size: number, separator: string): string {
  return symbols.match(new RegExp(`.{1,${size}}`, 'g'))?.join(separator) ?? symbols;
}
