/** HMAC by `crypto.createHmac`, for runtimes whose `node:crypto` has no one-shot hash. @module */

import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { HashAlgorithm, PreparedMac } from '../../domain/base/hashing.ts';

const HASHES = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } satisfies Record<HashAlgorithm, string>;

/** Prepares a key. The pads are hashed anew for each message: right, but not fast. */
export function prepareStreamingMac(algorithm: HashAlgorithm, key: Uint8Array): PreparedMac {
  const name = HASHES[algorithm];
  // Not Buffer.from, whose pool would keep a copy beyond the reach of `fill`.
  const copy = Buffer.alloc(key.length);
  copy.set(key);
  const counter = Buffer.alloc(8);
  let disposed = false;

  function mac(message: Uint8Array): Uint8Array {
    if (disposed) throw new TypeError('key was disposed of');
    return createHmac(name, copy).update(message).digest();
  }

  function macCounter(high: number, low: number): Uint8Array {
    counter.writeUInt32BE(high, 0);
    counter.writeUInt32BE(low, 4);
    return mac(counter);
  }

  function dispose(): void {
    disposed = true;
    copy.fill(0);
  }

  return Object.freeze({ algorithm, mac, macCounter, dispose });
}
