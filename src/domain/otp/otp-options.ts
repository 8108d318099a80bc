/**
 * Which values the options of HOTP and TOTP may take, and the programmer's errors for all others.
 * @module
 */

import type { HashAlgorithm } from '../base/hashing.ts';

/** The counter is 8 bytes (RFC 4226 §5.1), so this is the last one. */
export const maxCounter = 0xffff_ffff_ffff_ffffn;

/** Every algorithm by its name in the key URI format. */
export const algorithms: readonly HashAlgorithm[] = Object.freeze(['SHA1', 'SHA256', 'SHA512'] as const);

/**
 * A window or look-ahead wider than this multiplies what a guess is worth (RFC 4226 §7.4, RFC 6238
 * §5.2).
 */
export const maxSteps = 10;

/**
 * Returns `value` if it is a whole number in the bounds, by default any exact one; else throws a
 * `TypeError` or `RangeError` that says `name`.
 */
export function checkInteger(
  name: string,
  value: unknown,
  least: number = -Number.MAX_SAFE_INTEGER,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number`);
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} must be a whole number from ${least} to ${most}`);
  }
  return value;
}

/** RFC 4226 §5.3 asks for at least 6 digits; a 31-bit value has no more than 10. */
export function checkDigits(value: unknown): number {
  return checkInteger('digits', value, 6, 10);
}

/** Returns `value` if it is an algorithm by its name in the key URI format. */
export function checkAlgorithm(value: unknown): HashAlgorithm {
  if (typeof value !== 'string') throw new TypeError('algorithm must be a string');
  const algorithm = value as HashAlgorithm;
  if (!algorithms.includes(algorithm)) throw new RangeError(`algorithm must be one of ${algorithms.join()}`);
  return algorithm;
}

/**
 * Returns `value` if it is a counter: a whole number from 0 to 2^53−1, or a bigint from 0 to
 * 2^64−1.
 */
export function checkCounter(value: unknown): number | bigint {
  if (typeof value !== 'bigint') return checkInteger('counter', value, 0);
  if (value < 0n || value > maxCounter)
    throw new RangeError('counter must be a whole number from 0 to 2^64-1');
  return value;
}

/** Returns `value` if it is bytes. */
export function checkBytes(name: string, value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${name} must be a Uint8Array`);
  return value;
}

/**
 * Returns `value` if it is bytes and not empty: under an empty key anyone can compute the codes.
 */
export function checkSecret(value: unknown): Uint8Array {
  const secret = checkBytes('secret', value);
  if (secret.length === 0) throw new RangeError('secret must not be empty');
  return secret;
}
