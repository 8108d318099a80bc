/** HMAC by two one-shot `crypto.hash` calls per message, with prepared key pads. @module */

import type { hash as hashFunction } from 'node:crypto';
import type { HashAlgorithm, PreparedMac } from '../../domain/base/hashing.ts';

/** Node's `crypto.hash` (20.12 and later). */
export type OneShotHash = typeof hashFunction;

const hashes = {
  SHA1: { name: 'sha1', blockBytes: 64, digestBytes: 20 },
  SHA256: { name: 'sha256', blockBytes: 64, digestBytes: 32 },
  SHA512: { name: 'sha512', blockBytes: 128, digestBytes: 64 },
} satisfies Record<HashAlgorithm, unknown>;

const counterBytes = 8;

/**
 * Prepares a key for H(K ⊕ opad, H(K ⊕ ipad, text)), RFC 2104 §2. The hash returns binary strings
 * rather than Buffers, so that a verification allocates no bytes (the case "arrays of bytes made by
 * a verification, nodeHashing" in bench/count-report.ts).
 */
export function prepareOneShotMac(hash: OneShotHash, algorithm: HashAlgorithm, key: Uint8Array): PreparedMac {
  const { name, blockBytes, digestBytes } = hashes[algorithm];
  const inner = new Uint8Array(blockBytes + counterBytes);
  const outer = new Uint8Array(blockBytes + digestBytes);
  const digest = new Uint8Array(digestBytes);
  const counter = new DataView(inner.buffer, blockBytes);
  let disposed = false;

  // "keys longer than B bytes are first hashed using H"
  if (key.length > blockBytes) writeBinary(hash(name, key, 'binary'), inner, 0);
  else inner.set(key);
  for (const [index, byte] of inner.subarray(0, blockBytes).entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }

  function mac(message: Uint8Array): Uint8Array {
    throwIfDisposed();
    const text = new Uint8Array(blockBytes + message.length);
    text.set(inner.subarray(0, blockBytes));
    text.set(message, blockBytes);
    const innerDigest = hash(name, text, 'binary');
    text.fill(0);
    return hashOuter(innerDigest);
  }

  function macCounter(high: number, low: number): Uint8Array {
    throwIfDisposed();
    counter.setUint32(0, high);
    counter.setUint32(4, low);
    return hashOuter(hash(name, inner, 'binary'));
  }

  function hashOuter(innerDigest: string): Uint8Array {
    writeBinary(innerDigest, outer, blockBytes);
    writeBinary(hash(name, outer, 'binary'), digest, 0);
    return digest;
  }

  function throwIfDisposed(): void {
    if (disposed) throw new TypeError('key must not be disposed');
  }

  function dispose(): void {
    disposed = true;
    inner.fill(0);
    outer.fill(0);
    digest.fill(0);
  }

  return Object.freeze({ algorithm, mac, macCounter, dispose });
}

/** Copies a string of one character per byte into `bytes`. */
function writeBinary(binary: string, bytes: Uint8Array, start: number): void {
  for (let index = 0; index < binary.length; index++) bytes[start + index] = binary.charCodeAt(index);
}
