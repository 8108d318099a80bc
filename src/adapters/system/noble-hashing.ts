/** The default hashing, on `@noble/hashes`, for browsers and every server runtime. @module */
// oxlint-disable eslint/no-underscore-dangle -- noble's names of hash states and `_cloneInto`

import { _SHA1 } from '@noble/hashes/legacy.js';
import { _SHA256, _SHA512 } from '@noble/hashes/sha2.js';
import type { Hash } from '@noble/hashes/utils.js';
import type { HashAlgorithm, Hashing, PreparedMac } from '../../domain/base/hashing.ts';

/**
 * Hashing on `@noble/hashes`. A prepared key keeps the two midstates of RFC 2104 §4 and one scratch
 * state, so that the MAC of a counter takes two compressions.
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
export const nobleHashing: Hashing = Object.freeze({ prepare });

interface HashState extends Hash<HashState> {}

const hashStates: Readonly<Record<HashAlgorithm, new () => HashState>> = {
  SHA1: _SHA1,
  SHA256: _SHA256,
  SHA512: _SHA512,
};

function prepare(algorithm: HashAlgorithm, key: Uint8Array): PreparedMac {
  const createState = (): HashState => new hashStates[algorithm]();
  const scratch = createState();
  const { blockLen, outputLen } = scratch;
  const pad = new Uint8Array(blockLen);
  // "keys longer than B bytes are first hashed using H" (RFC 2104 §2)
  if (key.length > blockLen) scratch.update(key).digestInto(pad);
  else pad.set(key);
  const inner = stateAfterPad(0x36);
  const outer = stateAfterPad(0x36 ^ 0x5c);
  pad.fill(0);
  const block = blockBuffer(scratch) ?? pad;
  const digest = block.subarray(0, outputLen);
  const innerDigest = new Uint8Array(outputLen);
  const counter = new Uint8Array(8);
  const halves = new DataView(counter.buffer);
  let disposed = false;

  function mac(message: Uint8Array): Uint8Array {
    if (disposed) throw new TypeError('key must not be disposed');
    inner._cloneInto(scratch).update(message).digestInto(block);
    innerDigest.set(digest);
    outer._cloneInto(scratch).update(innerDigest).digestInto(block);
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
    block.fill(0);
    innerDigest.fill(0);
  }

  /**
   * Returns the state after hashing the pad: K ⊕ ipad on the first call, K ⊕ opad on the second. It
   * XORs in place, so that no second copy of the key remains in memory.
   */
  function stateAfterPad(mask: number): HashState {
    for (let index = 0; index < blockLen; index++) pad[index] = (pad[index] as number) ^ mask;
    return createState().update(pad);
  }

  return { algorithm, mac, macCounter, dispose };
}

/**
 * Returns the block buffer of a hash state, of which noble keeps a DataView. `digestInto` with any
 * other array is correct but creates a DataView each time (the case "arrays of bytes made by a
 * verification, nobleHashing" in bench/count-report.ts).
 */
function blockBuffer(state: object): Uint8Array | undefined {
  const { buffer } = state as { readonly buffer?: unknown };
  return buffer instanceof Uint8Array ? buffer : undefined;
}
