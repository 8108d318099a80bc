/** The two-phase keyed hash (HMAC, RFC 2104); adapters implement it. @module */

/** A hash function, by its name in the key URI format: SHA-1, SHA-256 or SHA-512. */
export type HashAlgorithm = 'SHA1' | 'SHA256' | 'SHA512';

/**
 * A key whose inner and outer pads are already hashed, so that a message costs two compressions and
 * no allocation. Such midstates forge as well as the key does: never cache one in a module, and
 * call `dispose` when done.
 */
export interface PreparedMac {
  readonly algorithm: HashAlgorithm;
  /**
   * HMAC of `message`. The caller wipes `message` once this returns. The result is valid until the
   * next call: read or copy it before.
   */
  mac(message: Uint8Array): Uint8Array;
  /**
   * HMAC of the 8-byte big-endian counter `high · 2^32 + low` (two unsigned 32-bit halves), valid
   * until the next call.
   */
  macCounter(high: number, low: number): Uint8Array;
  /**
   * Overwrites the key material; a later `mac` throws a `TypeError`. Calling it twice is harmless.
   */
  dispose(): void;
}

/** The source of keyed hashes: `nobleHashing` (default) or `nodeHashing`. */
export interface Hashing {
  /** Prepares a key of any length; the key is copied, so the caller may wipe its own. */
  prepare(algorithm: HashAlgorithm, key: Uint8Array): PreparedMac;
}
