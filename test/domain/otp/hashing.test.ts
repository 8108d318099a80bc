/** HMAC on every hashing: RFC 2202, RFC 4231, and the contract of a prepared key. @module */

import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HashAlgorithm } from '../../../src/domain/base/hashing.ts';
import rfc2202 from '../../vectors/rfc2202-section-3.json' with { type: 'json' };
import rfc4231 from '../../vectors/rfc4231-section-4.json' with { type: 'json' };
import { ALGORITHMS, bytesOfHex, HASHINGS, hexOf } from './hashings.ts';

const VECTORS = [...rfc2202.cases, ...rfc4231.cases].map((vector) => ({
  ...vector,
  algorithm: vector.algorithm as HashAlgorithm,
}));

describe.each(HASHINGS)('%s', (_, hashing) => {
  test.each(VECTORS)('HMAC-$algorithm, RFC test case $case', ({ algorithm, keyHex, dataHex, digestHex }) => {
    const key = hashing.prepare(algorithm, bytesOfHex(keyHex));
    const digest = hexOf(key.mac(bytesOfHex(dataHex)));
    expect(digest.slice(0, digestHex.length)).toBe(digestHex);
    expect(key.algorithm).toBe(algorithm);
  });

  test.each(ALGORITHMS)('%s: macCounter is mac of the counter in 8 big-endian bytes', (algorithm) => {
    const half = fc.oneof(fc.constantFrom(0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff), fc.nat(0xffff_ffff));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), half, half, (secret, high, low) => {
        const key = hashing.prepare(algorithm, secret);
        const message = new Uint8Array(8);
        new DataView(message.buffer).setBigUint64(0, (BigInt(high) << 32n) | BigInt(low));
        expect(hexOf(key.macCounter(high, low))).toBe(hexOf(key.mac(message)));
      }),
    );
  });

  test.each(ALGORITHMS)('%s: the key is copied, calls do not disturb each other', (algorithm) => {
    const secret = new Uint8Array(20).fill(7);
    const message = new Uint8Array([1, 2, 3]);
    const key = hashing.prepare(algorithm, secret);
    const other = hashing.prepare(algorithm, new Uint8Array(20).fill(8));
    const first = hexOf(key.mac(message));
    secret.fill(0);
    other.mac(new Uint8Array(300));
    key.macCounter(1, 2);
    expect(hexOf(key.mac(message))).toBe(first);
    expect(hexOf(other.mac(message))).not.toBe(first);
  });

  test.each(ALGORITHMS)('%s: dispose ends a key, twice is harmless, and others live on', (algorithm) => {
    const secret = new Uint8Array(20).fill(7);
    const [key, twin] = [hashing.prepare(algorithm, secret), hashing.prepare(algorithm, secret)];
    const tag = key.macCounter(0, 1);
    const expected = hexOf(tag);
    key.dispose();
    key.dispose();
    expect(() => key.mac(new Uint8Array(1))).toThrow(TypeError);
    expect(() => key.macCounter(0, 1)).toThrow(TypeError);
    expect(hexOf(twin.macCounter(0, 1))).toBe(expected);
  });

  test.each(ALGORITHMS)('%s: a key shows nothing of itself (P18)', (algorithm) => {
    const secret = new TextEncoder().encode('planted-secret-of-32-bytes-long!');
    const key = hashing.prepare(algorithm, secret);
    key.macCounter(0, 1);
    expect(JSON.stringify(key)).toBe(JSON.stringify({ algorithm }));
    const shown = inspect(key, { showHidden: true, depth: Infinity, getters: true });
    expect(shown).not.toMatch(/planted|\[\s*[0-9]+,|Uint8Array|Buffer/);
  });
});

test('every hashing agrees with every other, for keys and messages around the block sizes', () => {
  const length = fc.oneof(fc.constantFrom(0, 1, 63, 64, 65, 127, 128, 129), fc.nat(300));
  const bytes = length.chain((size) => fc.uint8Array({ minLength: size, maxLength: size }));
  fc.assert(
    fc.property(fc.constantFrom(...ALGORITHMS), bytes, bytes, (algorithm, key, message) => {
      const tags = HASHINGS.map(([, hashing]) => hexOf(hashing.prepare(algorithm, key).mac(message)));
      expect(new Set(tags).size).toBe(1);
    }),
  );
});
