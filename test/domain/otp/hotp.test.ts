/** HOTP: RFC 4226 appendix D, the ends of the counter, and verification. @module */

import { describe, expect, test } from 'vitest';
import { hotp, prepareKey, verifyHotp } from '../../../src/otp.ts';
import rfc4226 from '../../vectors/rfc4226-appendix-d.json' with { type: 'json' };
import { bytesOfHex, HASHINGS, hexOf } from './hashings.ts';

const SECRET = bytesOfHex(rfc4226.secretHex);

describe.each(HASHINGS)('RFC 4226 appendix D on %s', (_, hashing) => {
  const key = prepareKey(SECRET, { hashing });

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
    const key = prepareKey(SECRET);
    const halves = (counter: bigint) =>
      hexOf(key.macCounter(Number(counter >> 32n), Number(counter & 0xffffffffn)));
    expect(halves(2n ** 64n - 1n)).not.toBe(halves(2n ** 64n - 2n));
    // Numbers and bigints agree on both sides of the halves' border and at the last safe integer.
    for (const counter of [2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
      expect(hotp(key, counter)).toBe(hotp(key, BigInt(counter)));
    }
    const codes = [0n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n].map((n) =>
      hotp(key, n, { digits: 10 }),
    );
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('zero-pads, up to ten digits of 31 bits', () => {
    const codes = Array.from({ length: 200 }, (_, counter) => hotp(SECRET, counter, { digits: 10 }));
    expect(codes.every((code) => /^[0-2]\d{9}$/.test(code))).toBe(true);
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
    expect(codes.map((code) => code.slice(-6))).toEqual(codes.map((_, counter) => hotp(SECRET, counter)));
  });

  test('takes bytes, a Buffer and a prepared key alike', () => {
    expect(hotp(Buffer.from(SECRET), 1)).toBe('287082');
    expect(hotp(prepareKey(SECRET, { algorithm: 'SHA256' }), 1)).toBe(
      hotp(SECRET, 1, { algorithm: 'SHA256' }),
    );
  });
});

describe('verifyHotp', () => {
  const codeAt = (counter: number | bigint) => hotp(SECRET, counter);

  test('looks ahead as far as it is told and never back', () => {
    for (const ahead of [0, 1, 10]) {
      const options = { counter: 5, lookAhead: 10 };
      expect(verifyHotp(SECRET, codeAt(5 + ahead), options)._unsafeUnwrap()).toEqual({
        counter: 5 + ahead,
        ahead,
      });
    }
    expect(verifyHotp(SECRET, codeAt(16), { counter: 5, lookAhead: 10 }).isErr()).toBe(true);
    expect(verifyHotp(SECRET, codeAt(4), { counter: 5, lookAhead: 10 }).isErr()).toBe(true);
    expect(verifyHotp(SECRET, codeAt(6), { counter: 5 }).isErr()).toBe(true);
  });

  test('answers a counter of the type that it was given, across the border of the halves', () => {
    const big = verifyHotp(SECRET, codeAt(2n ** 32n), { counter: 2n ** 32n - 1n, lookAhead: 2 });
    expect(big._unsafeUnwrap()).toEqual({ counter: 2n ** 32n, ahead: 1 });
    const small = verifyHotp(SECRET, codeAt(2 ** 32), { counter: 2 ** 32 - 1, lookAhead: 2 });
    expect(small._unsafeUnwrap()).toEqual({ counter: 2 ** 32, ahead: 1 });
  });

  test('ends the look-ahead at the last counter', () => {
    const last = 2n ** 64n - 1n;
    const options = { counter: last - 1n, lookAhead: 10 };
    expect(verifyHotp(SECRET, codeAt(last), options)._unsafeUnwrap()).toEqual({ counter: last, ahead: 1 });
    // What would come after the last counter is not counter 0 again.
    expect(verifyHotp(SECRET, codeAt(0), options).isErr()).toBe(true);
    const safe = Number.MAX_SAFE_INTEGER;
    expect(verifyHotp(SECRET, codeAt(safe), { counter: safe, lookAhead: 10 })._unsafeUnwrap().counter).toBe(
      safe,
    );
  });

  test('compares all ten digits: 2^31 more is not the same code', () => {
    const code = hotp(SECRET, 7, { digits: 10 });
    const beyond = String(Number(code) + 2 ** 31).padStart(10, '0');
    expect(verifyHotp(SECRET, code, { counter: 7, digits: 10 }).isOk()).toBe(true);
    expect(verifyHotp(SECRET, beyond, { counter: 7, digits: 10 })._unsafeUnwrapErr().kind).toBe(
      'code-mismatch',
    );
    const wrapped = String(Number(code) + 2 ** 32).padStart(10, '0');
    expect(verifyHotp(SECRET, wrapped, { counter: 7, digits: 10 })._unsafeUnwrapErr().kind).toBe(
      'code-mismatch',
    );
  });
});
