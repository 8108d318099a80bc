/** HMAC by two one-shot `crypto.hash` calls over pads that are laid out once. @module */

import type { hash as hashFunction } from 'node:crypto';
import type { HashAlgorithm, PreparedMac } from '../../domain/base/hashing.ts';

/** Node's `crypto.hash` (20.12 and later). */
export type OneShotHash = typeof hashFunction;

const HASHES = {
  SHA1: { name: 'sha1', block: 64, output: 20 },
  SHA256: { name: 'sha256', block: 64, output: 32 },
  SHA512: { name: 'sha512', block: 128, output: 64 },
} satisfies Record<HashAlgorithm, unknown>;

const COUNTER_BYTES = 8;

/**
 * Prepares a key: H(K ⊕ opad, H(K ⊕ ipad, text)), RFC 2104 §2. Digests are asked for as strings of one character a byte,
 * since a digest asked for as a Buffer takes three times as long.
 */
export function prepareOneShotMac(hash: OneShotHash, algorithm: HashAlgorithm, key: Uint8Array): PreparedMac {
  const { name, block, output } = HASHES[algorithm];
  const inner = new Uint8Array(block + COUNTER_BYTES);
  const outer = new Uint8Array(block + output);
  const tag = new Uint8Array(output);
  const counter = new DataView(inner.buffer, block);
  let disposed = false;

  // "keys longer than B bytes are first hashed using H"
  if (key.length > block) write(hash(name, key, 'binary'), inner, 0);
  else inner.set(key);
  for (const [index, byte] of inner.subarray(0, block).entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }

  function mac(message: Uint8Array): Uint8Array {
    refuseDisposed();
    const text = new Uint8Array(block + message.length);
    text.set(inner.subarray(0, block));
    text.set(message, block);
    const innerDigest = hash(name, text, 'binary');
    text.fill(0);
    return finish(innerDigest);
  }

  function macCounter(high: number, low: number): Uint8Array {
    refuseDisposed();
    counter.setUint32(0, high);
    counter.setUint32(4, low);
    return finish(hash(name, inner, 'binary'));
  }

  function finish(innerDigest: string): Uint8Array {
    write(innerDigest, outer, block);
    write(hash(name, outer, 'binary'), tag, 0);
    return tag;
  }

  function refuseDisposed(): void {
    if (disposed) throw new TypeError('key was disposed of');
  }

  function dispose(): void {
    disposed = true;
    inner.fill(0);
    outer.fill(0);
    tag.fill(0);
  }

  return Object.freeze({ algorithm, mac, macCounter, dispose });
}

function write(characters: string, bytes: Uint8Array, start: number): void {
  for (let index = 0; index < characters.length; index++) bytes[start + index] = characters.charCodeAt(index);
}
