/** A prepared key computes and verifies codes without allocating bytes. @module */

import { Buffer } from 'node:buffer';
import * as crypto from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { nodeHashing } from '../../../src/adapters/node/node-hashing.ts';
import { prepareStreamingMac } from '../../../src/adapters/node/streaming-mac.ts';
import type { Hashing } from '../../../src/domain/base/hashing.ts';
import { hotp, nobleHashing, prepareKey, totp, verifyHotp, verifyTotp } from '../../../src/otp.ts';
import { countAllocations } from './count-allocations.ts';
import { algorithms } from './hashings.ts';

const sharedSecret = new Uint8Array(20).fill(1);
const now = 1_700_000_000_000;

describe.each<[string, Hashing]>([
  ['nobleHashing', nobleHashing],
  ['nodeHashing', nodeHashing],
])('%s', (_, hashing) => {
  test.each(algorithms)('%s: verification allocates no bytes', (algorithm) => {
    let accepted = 0;
    const allocations = countAllocations(() => {
      const key = prepareKey(sharedSecret, { algorithm, hashing });
      const code = totp(key, { at: now });
      return () => {
        for (let step = 0; step < 20; step++) {
          if (verifyTotp(key, code, { at: now, window: 1 }).isOk()) accepted++;
          void verifyTotp(key, '000000', { at: now, window: { past: 10, future: 10 }, afterStep: 5 });
          void verifyTotp(key, 'no code', { at: now });
          void verifyHotp(key, hotp(key, 2n ** 64n - 1n), { counter: 2n ** 64n - 1n, lookAhead: 10 });
          hotp(key, step, { digits: 10 });
        }
      };
    });
    expect(accepted).toBe(20);
    expect(allocations).toBe(0);
  });
});

describe('countAllocations sees', () => {
  const bytes = new Uint8Array(8);
  const buffer = Buffer.alloc(8);
  const secret = new Uint8Array(20).fill(1);

  test.each<[name: string, allocate: () => unknown]>([
    ['new Uint8Array', () => new Uint8Array(8)],
    ['Uint8Array.from', () => Uint8Array.from([1])],
    ['Uint32Array.of', () => Uint32Array.of(1)],
    ['new DataView', () => new DataView(bytes.buffer)],
    ['new ArrayBuffer', () => new ArrayBuffer(8)],
    ['subarray', () => bytes.subarray(1)],
    ['slice', () => bytes.slice(1)],
    ['map', () => bytes.map((byte) => byte + 1)],
    ['ArrayBuffer slice', () => bytes.buffer.slice(1)],
    ['Buffer.from', () => Buffer.from('text')],
    ['Buffer.alloc', () => Buffer.alloc(8)],
    ['Buffer.concat', () => Buffer.concat([buffer])],
    ['Buffer subarray', () => buffer.subarray(1)],
    ['crypto.hash', () => crypto.hash('sha1', bytes, 'buffer')],
    ['Hash digest', () => crypto.createHash('sha1').digest()],
    ['Hmac digest', () => crypto.createHmac('sha1', bytes).digest()],
    ['TextEncoder', () => new TextEncoder().encode('text')],
    ['a key prepared for one code', () => totp(secret, { at: now })],
    ['the streaming mac', () => prepareStreamingMac('SHA1', secret).macCounter(0, 1)],
  ])('%s', (_, allocate) => {
    expect(countAllocations(() => () => void allocate())).toBeGreaterThan(0);
  });

  test('no allocation in code without one, and restores what it replaced', () => {
    const before = [Uint8Array, Buffer.from, crypto.hash, Uint8Array.prototype.subarray];
    expect(countAllocations(() => () => void bytes.fill(1))).toBe(0);
    expect([Uint8Array, Buffer.from, crypto.hash, Uint8Array.prototype.subarray]).toEqual(before);
  });
});
