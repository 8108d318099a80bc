/**
 * Drawing digits and symbols without bias from random bytes, and grouping them for reading.
 * @module
 */

/** A source of random bytes; the port `Random` has the same shape. */
export interface RandomBytes {
  bytes(count: number): Uint8Array;
}

/**
 * `count` numbers from 0 to `below − 1` (at most 256), all equally likely: bytes beyond the largest
 * multiple of `below` are discarded.
 *
 * @throws {TypeError} if the source returns anything but fresh bytes; a stuck source must not loop
 *   forever.
 */
export function drawIndexes(random: RandomBytes, count: number, below: number): readonly number[] {
  const usable = 256 - (256 % below);
  const drawn: number[] = [];
  for (let round = 0; drawn.length < count; round++) {
    if (round === 100) throw new TypeError('random.bytes must return random bytes');
    for (const byte of drawBytes(random, count * 2))
      if (byte < usable && drawn.length < count) drawn.push(byte % below);
  }
  return drawn;
}

/** From this many bytes on, equal bytes come of a stuck source: by chance once in 2^56 draws. */
const leastTelling = 8;

/**
 * `count` bytes.
 *
 * @throws {TypeError} if the source returns another number of bytes, or the same byte throughout.
 */
export function drawBytes(random: RandomBytes, count: number): Uint8Array {
  const bytes = random.bytes(count);
  if (!(bytes instanceof Uint8Array) || bytes.length !== count)
    throw new TypeError(`random.bytes(${count}) must return ${count} bytes`);
  if (count >= leastTelling && bytes.every((byte) => byte === bytes[0]))
    throw new TypeError('random.bytes must return random bytes');
  return bytes;
}

/** `count` decimal digits, leading zeros included. */
export function drawDigits(random: RandomBytes, count: number): string {
  return drawIndexes(random, count, 10).join('');
}

/** Symbols in groups: `1234-5678`. */
export function grouped(symbols: string, size: number, separator: string): string {
  return symbols.match(new RegExp(`.{1,${size}}`, 'g'))?.join(separator) ?? symbols;
}
