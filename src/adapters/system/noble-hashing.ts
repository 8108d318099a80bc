/** The default hashing, on `@noble/hashes`: the same code in browsers, workers and every server runtime. @module */

import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import type { HashAlgorithm, Hashing, PreparedMac } from '../../domain/hashing.ts';

const HASHES = { SHA1: sha1, SHA256: sha256, SHA512: sha512 } satisfies Record<HashAlgorithm, unknown>;

/**
 * Hashing on `@noble/hashes`. A prepared key keeps the two midstates of RFC 2104 §4 and one scratch state, so that a
 * message of the length of a counter costs two compressions.
 *
 * @example
 * ```ts
 * import { nobleHashing, prepareKey, totp } from 'second-factor/otp';
 *
 * const key = prepareKey(new Uint8Array(20).fill(1), { hashing: nobleHashing });
 * totp(key, { at: 59_000 }).length; // => 6
 * key.dispose();
 * ```
 */
export const nobleHashing: Hashing = { prepare };

function prepare(algorithm: HashAlgorithm, key: Uint8Array): PreparedMac {
  const hash = HASHES[algorithm];
  // noble hashes both pads (and first a key longer than the block: RFC 2104 §2) into these two states.
  const { iHash: inner, oHash: outer } = hmac.create(hash, key);
  const scratch = hash.create();
  const digest = new Uint8Array(hash.outputLen);
  const counter = new Uint8Array(8);
  const halves = new DataView(counter.buffer);
  let disposed = false;

  function mac(message: Uint8Array): Uint8Array {
    if (disposed) throw new TypeError('This key was disposed of.');
    inner._cloneInto(scratch).update(message).digestInto(digest);
    outer._cloneInto(scratch).update(digest).digestInto(digest);
    return digest;
  }

  function macCounter(high: number, low: number): Uint8Array {
    halves.setUint32(0, high);
    halves.setUint32(4, low);
    return mac(counter);
  }

  function dispose(): void {
    disposed = true;
    inner.destroy();
    outer.destroy();
    scratch.destroy();
    digest.fill(0);
    counter.fill(0);
  }

  return Object.freeze({ algorithm, mac, macCounter, dispose });
}
