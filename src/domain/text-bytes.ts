/** Text to bytes and back, without a platform: UTF-8 that keeps lone surrogates apart, base64url, length frames. @module */

/**
 * UTF-8 after RFC 3629, except that a lone surrogate becomes its own three bytes instead of U+FFFD.
 * So no two different strings share their bytes, which subject tags and fingerprints rest on (P10, P20).
 */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index) as number;
    if (point < 0x80) {
      bytes[length++] = point;
    } else if (point < 0x800) {
      bytes[length++] = 0xc0 | (point >> 6);
      bytes[length++] = 0x80 | (point & 0x3f);
    } else if (point < 0x10000) {
      bytes[length++] = 0xe0 | (point >> 12);
      bytes[length++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[length++] = 0x80 | (point & 0x3f);
    } else {
      bytes[length++] = 0xf0 | (point >> 18);
      bytes[length++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[length++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[length++] = 0x80 | (point & 0x3f);
      index++;
    }
  }
  return bytes.slice(0, length);
}

/**
 * Parts joined so that no two different lists collide: each is preceded by its length, and a missing part
 * differs from an empty one (P10).
 */
export function frame(parts: readonly (string | Uint8Array | undefined)[]): Uint8Array {
  const encoded = parts.map((part) => (typeof part === 'string' ? bytesOf(part) : part));
  const total = encoded.reduce((sum, part) => sum + 5 + (part?.length ?? 0), 0);
  const framed = new Uint8Array(total);
  const view = new DataView(framed.buffer);
  let offset = 0;
  for (const part of encoded) {
    framed[offset] = part === undefined ? 0 : 1;
    view.setUint32(offset + 1, part?.length ?? 0);
    if (part !== undefined) framed.set(part, offset + 5);
    offset += 5 + (part?.length ?? 0);
  }
  return framed;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** base64url without padding (RFC 4648 §5). */
export function encodeBase64Url(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer & 0x3f) << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += alphabet[(buffer >> bits) & 0x3f];
    }
  }
  return bits === 0 ? text : text + alphabet[(buffer << (6 - bits)) & 0x3f];
}

/** The bytes of canonical base64url without padding, or `undefined` for anything else. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let buffer = 0;
  let bits = 0;
  let length = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    buffer = ((buffer & 0xff) << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (buffer >> bits) & 0xff;
    }
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

/** The text whose `bytesOf` these are. Only ever called on bytes that `bytesOf` made and that were authenticated since. */
export function textOf(bytes: Uint8Array): string {
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
