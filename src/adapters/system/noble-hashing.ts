/** The default hashing, on `@noble/hashes`: the same code in browsers, workers and every server runtime. @module */
// oxlint-disable eslint/no-underscore-dangle -- noble's names of its states, and of copying one without allocating

import { _SHA1 } from '@noble/hashes/legacy.js';
import { _SHA256, _SHA512 } from '@noble/hashes/sha2.js';
import type { Hash } from '@noble/hashes/utils.js';
import type { HashAlgorithm, Hashing, PreparedMac } from '../../domain/base/hashing.ts';

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

interface State extends Hash<State> {}

const STATES: Readonly<Record<HashAlgorithm, new () => State>> = {
  SHA1: _SHA1,
  SHA256: _SHA256,
  SHA512: _SHA512,
};

function prepare(algorithm: HashAlgorithm, key: Uint8Array): PreparedMac {
  const NewState = STATES[algorithm];
  const scratch = new NewState();
  const { blockLen, outputLen } = scratch;
  const pad = new Uint8Array(blockLen);
  // "keys longer than B bytes are first hashed using H" (RFC 2104 §2)
  if (key.length > blockLen) scratch.update(key).digestInto(pad);
  else pad.set(key);
  const inner = stateAfterPad(0x36);
  const outer = stateAfterPad(0x36 ^ 0x5c);
  pad.fill(0);
  const block = blockOf(scratch) ?? pad;
  const tag = block.subarray(0, outputLen);
  const innerDigest = new Uint8Array(outputLen);
  const counter = new Uint8Array(8);
  const halves = new DataView(counter.buffer);
  let disposed = false;

  function mac(message: Uint8Array): Uint8Array {
    if (disposed) throw new TypeError('key was disposed of');
    inner._cloneInto(scratch).update(message).digestInto(block);
    innerDigest.set(tag);
    outer._cloneInto(scratch).update(innerDigest).digestInto(block);
    return tag;
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

  /** XORs the pad in place, so that no second copy of the key is left behind: K ⊕ ipad first, then K ⊕ opad. */
  function stateAfterPad(mask: number): State {
    for (let index = 0; index < blockLen; index++) pad[index] = (pad[index] as number) ^ mask;
    return new NewState().update(pad);
  }

  return { algorithm, mac, macCounter, dispose };
}

/**
 * The block buffer that the state keeps. noble's own `digest()` digests into it, for which it has a DataView ready; into
 * any other array, which is as right, each `digestInto` makes one, and a code takes half as long again.
 */
function blockOf(state: object): Uint8Array | undefined {
  const { buffer } = state as { readonly buffer?: unknown };
  return buffer instanceof Uint8Array ? buffer : undefined;
}
