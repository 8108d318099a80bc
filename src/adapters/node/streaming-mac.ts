/** HMAC by `crypto.createHmac`, for runtimes whose `node:crypto` has no one-shot hash. @module */

import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { HashAlgorithm, PreparedMac } from '../../domain/base/hashing.ts';

const hashNames = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } satisfies Record<
  HashAlgorithm,
  string
>;

/** Prepares a key. Unlike the one-shot MAC, it hashes the pads again for each message. */
export function prepareStreamingMac(algorithm: HashAlgorithm, key: Uint8Array): PreparedMac {
  const hashName = hashNames[algorithm];
  // Buffer.from would leave a copy in Buffer's pool, which `dispose` cannot wipe.
  const keyCopy = Buffer.alloc(key.length);
  keyCopy.set(key);
  const counter = Buffer.alloc(8);
  let disposed = false;

  function mac(message: Uint8Array): Uint8Array {
    if (disposed) throw new TypeError('key must not be disposed');
    return createHmac(hashName, keyCopy).update(message).digest();
  }

  function macCounter(high: number, low: number): Uint8Array {
    counter.writeUInt32BE(high, 0);
    counter.writeUInt32BE(low, 4);
    return mac(counter);
  }

  function dispose(): void {
    disposed = true;
    keyCopy.fill(0);
  }

  return Object.freeze({ algorithm, mac, macCounter, dispose });
}
