/** A secret as the OTP functions take it: bytes for one use, or a prepared key for many. @module */

import type { HashAlgorithm, Hashing, PreparedMac } from '../base/hashing.ts';
import { checkAlgorithm, checkSecret } from './otp-options.ts';

/**
 * A keyed form that many verifications reuse, three messages for a window of ±1 and no key;
 * `dispose()` wipes it.
 */
export type PreparedKey = PreparedMac;

/**
 * A non-empty secret in bytes (RFC 4226 §4 R6: at least 16, better 20), or a key that was prepared
 * from one.
 */
export type OtpSecret = Uint8Array | PreparedKey;

/** Prepares a non-empty secret. The bytes are copied; wipe your own when you like. */
export function prepareSecret(
  hashing: Hashing,
  secret: Uint8Array,
  algorithm: HashAlgorithm = 'SHA1',
): PreparedKey {
  return hashing.prepare(checkAlgorithm(algorithm), checkSecret(secret));
}

/**
 * Calls `use` with the key of `secret`. A key made here from bytes is always wiped afterwards; a
 * prepared key stays the caller's.
 *
 * @throws {RangeError} if `algorithm` is not that of the prepared key.
 */
export function withKey<Value>(
  hashing: Hashing,
  secret: OtpSecret,
  algorithm: HashAlgorithm | undefined,
  use: (key: PreparedKey) => Value,
): Value {
  if (isPreparedKey(secret)) {
    if (algorithm !== undefined && checkAlgorithm(algorithm) !== secret.algorithm) {
      throw new RangeError(`algorithm must be ${secret.algorithm}, that of the key`);
    }
    return use(secret);
  }
  const key = prepareSecret(hashing, secret, algorithm);
  try {
    return use(key);
  } finally {
    key.dispose();
  }
}

function isPreparedKey(secret: OtpSecret): secret is PreparedKey {
  return typeof secret === 'object' && secret !== null && 'macCounter' in secret;
}
