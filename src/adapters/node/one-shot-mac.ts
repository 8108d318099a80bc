/** HMAC by two one-shot `crypto.hash` calls over pads that are laid out once. @module */

import { Buffer } from 'node:buffer';
import type { hash as hashFunction } from 'node:crypto';
import type { HashAlgorithm, PreparedMac } from '../../domain/hashing.ts';

/** Node's `crypto.hash` (20.12 and later). */
export type OneShotHash = typeof hashFunction;

const HASHES = {
  SHA1: { name: 'sha1', block: 64, output: 20 },
  SHA256: { name: 'sha256', block: 64, output: 32 },
  SHA512: { name: 'sha512', block: 128, output: 64 },
} satisfies Record<HashAlgorithm, unknown>;

const COUNTER_BYTES = 8;

/**
 * Prepares a key: H(K ⊕ opad, H(K ⊕ ipad, text)), RFC 2104 §2. Digests travel as latin1 strings between reused buffers,
 * because a digest asked for as a Buffer is allocated.
 */
export function prepareOneShotMac(hash: OneShotHash, algorithm: HashAlgorithm, key: Uint8Array): PreparedMac {
  const { name, block, output } = HASHES[algorithm];
  const inner = Buffer.alloc(block + COUNTER_BYTES);
  const outer = Buffer.alloc(block + output);
  const digest = Buffer.alloc(output);
  let disposed = false;

  // "keys longer than B bytes are first hashed using H"
  if (key.length > block) inner.write(hash(name, key, 'binary'), 'latin1');
  else inner.set(key);
  for (let index = 0; index < block; index++) {
    const byte = inner[index] as number;
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }

  function finish(innerDigest: string): Uint8Array {
    outer.write(innerDigest, block, 'latin1');
    digest.write(hash(name, outer, 'binary'), 'latin1');
    return digest;
  }

  function mac(message: Uint8Array): Uint8Array {
    refuseDisposed(disposed);
    const text = Buffer.concat([inner.subarray(0, block), message]);
    const innerDigest = hash(name, text, 'binary');
    text.fill(0);
    return finish(innerDigest);
  }

  function macCounter(high: number, low: number): Uint8Array {
    refuseDisposed(disposed);
    inner.writeUInt32BE(high, block);
    inner.writeUInt32BE(low, block + 4);
    return finish(hash(name, inner, 'binary'));
  }

  function dispose(): void {
    disposed = true;
    inner.fill(0);
    outer.fill(0);
    digest.fill(0);
  }

  return Object.freeze({ algorithm, mac, macCounter, dispose });
}

function refuseDisposed(disposed: boolean): void {
  if (disposed) throw new TypeError('This key was disposed of.');
}
