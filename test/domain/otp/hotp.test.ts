/** HOTP: RFC 4226 appendix D, the ends of the counter, and verification. @module */

import { describe, expect, test } from 'vitest';
import { hotp, prepareKey, verifyHotp } from '../../../src/otp.ts';
import rfc4226 from '../../vectors/rfc4226-appendix-d.json' with { type: 'json' };
import { bytesOfHex, hashings, hexOf } from './hashings.ts';

const sharedSecret = bytesOfHex(rfc4226.secretHex);

describe.each(hashings)('RFC 4226 appendix D on %s', (_, hashing) => {
  const key = prepareKey(sharedSecret, { hashing });

  test.each(rfc4226.cases)('count $count', ({ count, hmacHex, truncated, hotp: code }) => {
    expect(hexOf(key.macCounter(0, count))).toBe(hmacHex);
    expect(hotp(key, count)).toBe(code);
    expect(hotp(key, BigInt(count))).toBe(code);
    expect(hotp(key, count, { digits: 10 })).toBe(String(truncated).padStart(10, '0'));
    expect(verifyHotp(key, code, { counter: count })._unsafeUnwrap()).toEqual({ counter: count, ahead: 0 });
  });
});

describe('hotp', () => {
  test('keeps both halves of a counter exact to 2^64 - 1', () => {
    const key = prepareKey(sharedSecret);
    const halves = (counter: bigint) =>
      hexOf(key.macCounter(Number(counter >> 32n), Number(counter & 0xffffffffn)));
    expect(halves(2n ** 64n - 1n)).not.toBe(halves(2n ** 64n - 2n));
    // Numbers and bigints agree around 2^32 and at the last safe integer.
    for (const counter of [2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
      expect(hotp(key, counter)).toBe(hotp(key, BigInt(counter)));
    }
    const codes = [0n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n].map((n) =>
      hotp(key, n, { digits: 10 }),
    );
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('pads with zeros, up to ten digits of 31 bits', () => {
    const codes = Array.from({ length: 200 }, (_, counter) => hotp(sharedSecret, counter, { digits: 10 }));
    expect(codes.every((code) => /^[0-2]\d{9}$/.test(code))).toBe(true);
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
    expect(codes.map((code) => code.slice(-6))).toEqual(
      codes.map((_, counter) => hotp(sharedSecret, counter)),
    );
  });

  test('accepts bytes, a Buffer and a prepared key', () => {
    expect(hotp(Buffer.from(sharedSecret), 1)).toBe('287082');
    expect(hotp(prepareKey(sharedSecret, { algorithm: 'SHA256' }), 1)).toBe(
      hotp(sharedSecret, 1, { algorithm: 'SHA256' }),
    );
  });
});

describe('verifyHotp', () => {
  const codeAt = (counter: number | bigint) => hotp(sharedSecret, counter);

  test('looks ahead by `lookAhead` and never back', () => {
    for (const ahead of [0, 1, 10]) {
      const options = { counter: 5, lookAhead: 10 };
      expect(verifyHotp(sharedSecret, codeAt(5 + ahead), options)._unsafeUnwrap()).toEqual({
        counter: 5 + ahead,
        ahead,
      });
    }
    expect(verifyHotp(sharedSecret, codeAt(16), { counter: 5, lookAhead: 10 }).isErr()).toBe(true);
    expect(verifyHotp(sharedSecret, codeAt(4), { counter: 5, lookAhead: 10 }).isErr()).toBe(true);
    expect(verifyHotp(sharedSecret, codeAt(6), { counter: 5 }).isErr()).toBe(true);
  });

  test('returns a counter of the type of the argument, also across 2^32', () => {
    const big = verifyHotp(sharedSecret, codeAt(2n ** 32n), { counter: 2n ** 32n - 1n, lookAhead: 2 });
    expect(big._unsafeUnwrap()).toEqual({ counter: 2n ** 32n, ahead: 1 });
    const small = verifyHotp(sharedSecret, codeAt(2 ** 32), { counter: 2 ** 32 - 1, lookAhead: 2 });
    expect(small._unsafeUnwrap()).toEqual({ counter: 2 ** 32, ahead: 1 });
  });

  test('ends the look-ahead at the last counter', () => {
    const last = 2n ** 64n - 1n;
    const options = { counter: last - 1n, lookAhead: 10 };
    expect(verifyHotp(sharedSecret, codeAt(last), options)._unsafeUnwrap()).toEqual({
      counter: last,
      ahead: 1,
    });
    // The last counter is not followed by counter 0.
    expect(verifyHotp(sharedSecret, codeAt(0), options).isErr()).toBe(true);
    const safe = Number.MAX_SAFE_INTEGER;
    expect(
      verifyHotp(sharedSecret, codeAt(safe), { counter: safe, lookAhead: 10 })._unsafeUnwrap().counter,
    ).toBe(safe);
  });

  test('compares all ten digits: a code plus 2^31 or 2^32 does not match', () => {
    const code = hotp(sharedSecret, 7, { digits: 10 });
    const beyond = String(Number(code) + 2 ** 31).padStart(10, '0');
    expect(verifyHotp(sharedSecret, code, { counter: 7, digits: 10 }).isOk()).toBe(true);
    expect(verifyHotp(sharedSecret, beyond, { counter: 7, digits: 10 })._unsafeUnwrapErr().kind).toBe(
      'code-mismatch',
    );
    const wrapped = String(Number(code) + 2 ** 32).padStart(10, '0');
    expect(verifyHotp(sharedSecret, wrapped, { counter: 7, digits: 10 })._unsafeUnwrapErr().kind).toBe(
      'code-mismatch',
    );
  });
});
