/** base64url without padding (RFC 4648 §5), without a platform. @module */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * `String.fromCharCode` takes its characters as arguments, of which an engine allows only so many.
 */
const charactersPerChunk = 1024;

/** base64url of `bytes`, cut to the first `characters` characters if given. */
export function encodeBase64Url(
  bytes: Uint8Array,
  characters: number = Math.ceil((bytes.length * 4) / 3),
): string {
  let text = '';
  let chunk: number[] = [];
  for (let bit = 0; bit < characters * 6; bit += 6) {
    const index = bit >> 3;
    const pair = ((bytes[index] as number) << 8) | (bytes[index + 1] ?? 0);
    chunk.push(alphabet.charCodeAt((pair >> (10 - (bit & 7))) & 0x3f));
    if (chunk.length === charactersPerChunk) {
      text += String.fromCharCode(...chunk);
      chunk = [];
    }
  }
  return text + String.fromCharCode(...chunk);
}

/** The bytes of canonical base64url without padding, or `undefined` for any other text. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array((text.length * 6) >> 3);
  let buffer = 0;
  let bits = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    buffer = (buffer << 6) | value;
    bits += 6;
    // A byte is complete once its last bit has been read.
    if (bits % 8 < 6) bytes[(bits >> 3) - 1] = buffer >> (bits % 8);
  }
  return encodeBase64Url(bytes) === text ? bytes : undefined;
}
