/** Text to bytes and back, without a platform: UTF-8 that keeps lone surrogates apart, base64url, length frames. @module */

/**
 * UTF-8 after RFC 3629, except that a lone surrogate becomes its own three bytes instead of U+FFFD.
 * So no two different strings share their bytes, which subject tags and fingerprints rest on (P10, P20).
 */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * bytesPerUnit);
  return bytes.slice(0, writeText(text, bytes, 0));
}

/** The most that one UTF-16 unit takes: three bytes alone, four for a pair. */
const bytesPerUnit = 3;

/** What is framed before each part: whether it is there, and its length in four bytes. */
const headerBytes = 5;

/** Most messages fit in here, so that hashing names allocates no bytes. Wiped after each use. */
const scratch = new Uint8Array(1024);
let scratchIsFree = true;

/**
 * Parts joined so that no two different lists collide: each is preceded by its length, and a missing part
 * differs from an empty one (P10).
 */
export function frame(parts: readonly (string | undefined)[]): Uint8Array {
  return withFrame(parts, (framed) => framed.slice());
}

/** What `use` makes of the framed parts, which it may read until it returns. Frames made within it have bytes of their own. */
export function withFrame<Answer>(
  parts: readonly (string | undefined)[],
  use: (framed: Uint8Array) => Answer,
): Answer {
  let most = 0;
  for (const part of parts) most += headerBytes + (part?.length ?? 0) * bytesPerUnit;
  const borrows = scratchIsFree && most <= scratch.length;
  const framed = borrows ? scratch : new Uint8Array(most);
  scratchIsFree &&= !borrows;
  let offset = 0;
  try {
    for (const part of parts) {
      const start = offset + headerBytes;
      const end = part === undefined ? start : writeText(part, framed, start);
      const length = end - start;
      framed[offset] = part === undefined ? 0 : 1;
      framed[offset + 1] = length >>> 24;
      framed[offset + 2] = length >>> 16;
      framed[offset + 3] = length >>> 8;
      framed[offset + 4] = length;
      offset = end;
    }
    return use(framed.subarray(0, offset));
  } finally {
    framed.fill(0);
    scratchIsFree ||= borrows;
  }
}

/** Writes the bytes of `text` and answers where they end. */
function writeText(text: string, into: Uint8Array, start: number): number {
  let end = start;
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index) as number;
    if (point < 0x80) {
      into[end++] = point;
      continue;
    }
    // The first byte says by its leading ones how many bytes there are; each further one carries six bits.
    const more = point < 0x800 ? 1 : point < 0x1_0000 ? 2 : 3;
    into[end++] = (0xff00 >> (more + 1)) | (point >> (6 * more));
    for (let shift = 6 * more - 6; shift >= 0; shift -= 6) into[end++] = 0x80 | ((point >> shift) & 0x3f);
    // A pair of surrogates is two units.
    if (more === 3) index++;
  }
  return end;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** base64url without padding (RFC 4648 §5); of a longer text only so many characters, if told. */
export function encodeBase64Url(
  bytes: Uint8Array,
  characters: number = Math.ceil((bytes.length * 4) / 3),
): string {
  let text = '';
  // A name that grew one character at a time takes twice as long to make and to look up.
  let codes: number[] = [];
  for (let bit = 0; bit < characters * 6; bit += 6) {
    const index = bit >> 3;
    const pair = ((bytes[index] as number) << 8) | (bytes[index + 1] ?? 0);
    codes.push(alphabet.charCodeAt((pair >> (10 - (bit & 7))) & 0x3f));
    if (codes.length === 1024) {
      text += String.fromCharCode(...codes);
      codes = [];
    }
  }
  return text + String.fromCharCode(...codes);
}

/** The bytes of canonical base64url without padding, or `undefined` for anything else. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array((text.length * 6) >> 3);
  let buffer = 0;
  let bits = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    buffer = (buffer << 6) | value;
    bits += 6;
    // The last character that a byte has bits of completes it.
    if (bits % 8 < 6) bytes[(bits >> 3) - 1] = buffer >> (bits % 8);
  }
  return encodeBase64Url(bytes) === text ? bytes : undefined;
}

/** Whether two texts are equal, in a time that depends on their lengths alone. */
export function equalInConstantTime(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index++)
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index);
  return difference === 0;
}

/** Whether a text is among others; each is compared. */
export function equalsAny(text: string, others: readonly string[]): boolean {
  return others.map((other) => equalInConstantTime(text, other)).includes(true);
}

/** The text whose `encodeUtf8` these are. Only ever called on bytes that `encodeUtf8` made and that were authenticated since. */
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
