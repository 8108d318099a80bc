/** HMAC on every hashing: RFC 2202, RFC 4231, and the contract of a prepared key. @module */

import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HashAlgorithm } from '../../../src/domain/base/hashing.ts';
import rfc2202 from '../../vectors/rfc2202-section-3.json' with { type: 'json' };
import rfc4231 from '../../vectors/rfc4231-section-4.json' with { type: 'json' };
import { algorithms, bytesOfHex, hashings, hexOf } from './hashings.ts';

const vectors = [...rfc2202.cases, ...rfc4231.cases].map((vector) => ({
  ...vector,
  algorithm: vector.algorithm as HashAlgorithm,
}));

describe.each(hashings)('%s', (_, hashing) => {
  test.each(vectors)('HMAC-$algorithm, RFC test case $case', ({ algorithm, keyHex, dataHex, digestHex }) => {
    const key = hashing.prepare(algorithm, bytesOfHex(keyHex));
    const digest = hexOf(key.mac(bytesOfHex(dataHex)));
    expect(digest.slice(0, digestHex.length)).toBe(digestHex);
    expect(key.algorithm).toBe(algorithm);
  });

  test.each(algorithms)('%s: macCounter is mac of the counter in 8 big-endian bytes', (algorithm) => {
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

  test.each(algorithms)('%s: a key is a copy, and calls are independent', (algorithm) => {
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

  test.each(algorithms)('%s: `dispose` ends one key, and a second call does nothing', (algorithm) => {
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

  test.each(algorithms)('P18 %s: a key shows nothing of itself', (algorithm) => {
    const secret = new TextEncoder().encode('planted-secret-of-32-bytes-long!');
    const key = hashing.prepare(algorithm, secret);
    key.macCounter(0, 1);
    expect(JSON.stringify(key)).toBe(JSON.stringify({ algorithm }));
    const shown = inspect(key, { showHidden: true, depth: Infinity, getters: true });
    expect(shown).not.toMatch(/planted|\[\s*[0-9]+,|Uint8Array|Buffer/);
  });
});

test('all hashings return the same digests, around the block sizes too', () => {
  const length = fc.oneof(fc.constantFrom(0, 1, 63, 64, 65, 127, 128, 129), fc.nat(300));
  const bytes = length.chain((size) => fc.uint8Array({ minLength: size, maxLength: size }));
  fc.assert(
    fc.property(fc.constantFrom(...algorithms), bytes, bytes, (algorithm, key, message) => {
      const tags = hashings.map(([, hashing]) => hexOf(hashing.prepare(algorithm, key).mac(message)));
      expect(new Set(tags).size).toBe(1);
    }),
  );
});
