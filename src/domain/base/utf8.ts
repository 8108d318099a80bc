/** UTF-8 without a platform, in which no two different strings share their bytes. @module */

/** The most bytes that one UTF-16 unit takes: three alone, four for a pair. */
export const maxBytesPerUnit = 3;

/**
 * UTF-8 (RFC 3629), except that a lone surrogate keeps its own three bytes instead of becoming
 * U+FFFD. Subject tags and fingerprints rely on this: different strings give different bytes
 * (P10, P20).
 */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * maxBytesPerUnit);
  return bytes.slice(0, writeUtf8(text, bytes, 0));
}

/** Writes the bytes of `text` from `start` on, and returns the place after the last one. */
export function writeUtf8(text: string, into: Uint8Array, start: number): number {
  let end = start;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      into[end++] = unit;
      continue;
    }
    const point = text.codePointAt(index) as number;
    // The leading ones of the first byte give the length; each further byte carries six bits.
    const more = point < 0x800 ? 1 : point < 0x1_0000 ? 2 : 3;
    into[end++] = (0xff00 >> (more + 1)) | (point >> (6 * more));
    for (let shift = 6 * more - 6; shift >= 0; shift -= 6) into[end++] = 0x80 | ((point >> shift) & 0x3f);
    // A surrogate pair is two units.
    if (more === 3) index++;
  }
  return end;
}

/**
 * The inverse of `encodeUtf8`. Call it only on bytes that `encodeUtf8` made and a seal protected.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length;) {
    const first = bytes[index] as number;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let point = length === 1 ? first : first & (0x7f >> length);
    for (let next = 1; next < length; next++) point = (point << 6) | ((bytes[index + next] ?? 0) & 0x3f);
    text += String.fromCodePoint(Math.min(point, 0x10ffff));
    index += length;
  }
  return text;
}
