/**
 * Encoding base32 (RFC 4648 §6). Our own, so that the strict decoder judges what hi-base32 decodes
 * by code that does not share its slips, and so that a façade that only shows secrets does not
 * carry a decoder.
 * @module
 */

import { checkBytes } from './otp-options.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Options of the encoding. */
export interface Base32Options {
  /**
   * Whether `=` fills the last group of eight; default true (RFC 4648 §3.2). Key URIs and people
   * want it without.
   */
  readonly padding?: boolean | undefined;
}

/**
 * Encodes bytes as upper-case base32.
 *
 * @example
 * ```ts
 * import { encodeBase32 } from 'second-factor/otp';
 *
 * encodeBase32(new Uint8Array([0xca, 0xfe])); // => 'ZL7A===='
 * encodeBase32(new Uint8Array([0xca, 0xfe]), { padding: false }); // => 'ZL7A'
 * ```
 *
 * @throws {TypeError} if `bytes` is no `Uint8Array`.
 */
export function encodeBase32(bytes: Uint8Array, options: Base32Options = {}): string {
  const { padding = true } = options;
  const bits = checkBytes('bytes', bytes).length * 8;
  let text = '';
  for (let bit = 0; bit < bits; bit += 5) {
    // Five bits lie within two bytes; behind the last byte they are zero (RFC 4648 §3.5).
    const index = bit >> 3;
    const pair = ((bytes[index] as number) << 8) | (bytes[index + 1] ?? 0);
    text += alphabet[(pair >> (11 - (bit & 7))) & 31];
  }
  return padding ? text.padEnd(Math.ceil(bits / 40) * 8, '=') : text;
}
