/** New OTP secrets, from the randomness that is handed in. @module */

import { checkInteger } from './otp-options.ts';

/**
 * A source of cryptographically secure random bytes, or the function alone: exactly `count` of
 * them, freshly made.
 */
export type SecretRandom =
  | { readonly bytes: (count: number) => Uint8Array }
  | ((count: number) => Uint8Array);

/** Options of a new secret. */
export interface SecretOptions {
  /**
   * Length in bytes, 16 to 64; default 20. "The length of the shared secret MUST be at least 128
   * bits. This document RECOMMENDs a shared secret length of 160 bits" (RFC 4226 §4, R6).
   */
  readonly bytes?: number | undefined;
}

/**
 * Draws a new secret.
 *
 * @example
 * ```ts
 * import { generateSecret } from 'second-factor/otp';
 *
 * const secret = generateSecret((count) => crypto.getRandomValues(new Uint8Array(count)));
 * secret.length; // => 20
 * ```
 *
 * @throws {RangeError} if `bytes` is out of bounds.
 * @throws {TypeError} if `random` returns anything but that many bytes.
 */
export function generateSecret(random: SecretRandom, options: SecretOptions = {}): Uint8Array {
  const { bytes = 20 } = options;
  const count = checkInteger('bytes', bytes, 16, 64);
  const secret: unknown = typeof random === 'function' ? random(count) : random.bytes(count);
  if (!(secret instanceof Uint8Array) || secret.length !== count) {
    throw new TypeError('random must return the bytes');
  }
  return secret;
}
