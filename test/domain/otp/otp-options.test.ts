/** Options out of bounds throw an error that names them, before any code is compared. @module */

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { nodeHashing } from '../../../src/adapters/node/node-hashing.ts';
import type { PreparedMac } from '../../../src/domain/base/hashing.ts';
import { withKey } from '../../../src/domain/otp/prepared-key.ts';
import { hotp, nobleHashing, prepareKey, timeStep, totp, verifyHotp, verifyTotp } from '../../../src/otp.ts';

const sharedSecret = new Uint8Array(20).fill(1);
/** A value of a type that the compiler refuses. */
const wrong = (value: unknown): never => value as never;

describe('RangeError names the option', () => {
  test.each<[name: string, call: () => unknown]>([
    ['digits', () => hotp(sharedSecret, 0, { digits: 5 })],
    ['digits', () => hotp(sharedSecret, 0, { digits: 11 })],
    ['digits', () => totp(sharedSecret, { at: 0, digits: 6.5 })],
    ['digits', () => verifyTotp(sharedSecret, 'x', { at: 0, digits: Number.NaN })],
    ['digits', () => verifyHotp(sharedSecret, 'x', { counter: 0, digits: 0 })],
    ['counter', () => hotp(sharedSecret, -1)],
    ['counter', () => hotp(sharedSecret, 0.5)],
    ['counter', () => hotp(sharedSecret, 2 ** 53)],
    ['counter', () => hotp(sharedSecret, -1n)],
    ['counter', () => hotp(sharedSecret, 2n ** 64n)],
    ['counter', () => verifyHotp(sharedSecret, 'x', { counter: Number.POSITIVE_INFINITY })],
    ['lookAhead', () => verifyHotp(sharedSecret, 'x', { counter: 0, lookAhead: 11 })],
    ['lookAhead', () => verifyHotp(sharedSecret, 'x', { counter: 0, lookAhead: -1 })],
    ['at', () => totp(sharedSecret, { at: Number.NaN })],
    ['at', () => totp(sharedSecret, { at: Number.POSITIVE_INFINITY })],
    ['at', () => totp(sharedSecret, { at: 2 ** 53 })],
    ['at', () => totp(sharedSecret, { at: -1 })],
    ['at', () => timeStep(-(2 ** 53))],
    ['at', () => verifyTotp(sharedSecret, 'x', { at: Number.NEGATIVE_INFINITY })],
    ['period', () => totp(sharedSecret, { at: 0, period: 0 })],
    ['period', () => totp(sharedSecret, { at: 0, period: -30 })],
    ['period', () => timeStep(0, { period: 0.5 })],
    ['period', () => verifyTotp(sharedSecret, 'x', { at: 0, period: Number.POSITIVE_INFINITY })],
    ['epoch', () => totp(sharedSecret, { at: 0, epoch: 0.5 })],
    ['epoch', () => timeStep(0, { epoch: 9_007_199_254_741 })],
    ['window', () => verifyTotp(sharedSecret, 'x', { at: 0, window: 11 })],
    ['window', () => verifyTotp(sharedSecret, 'x', { at: 0, window: -1 })],
    ['window', () => verifyTotp(sharedSecret, 'x', { at: 0, window: 0.5 })],
    ['window.past', () => verifyTotp(sharedSecret, 'x', { at: 0, window: { past: 11 } })],
    ['window.future', () => verifyTotp(sharedSecret, 'x', { at: 0, window: { past: 0, future: -1 } })],
    ['afterStep', () => verifyTotp(sharedSecret, 'x', { at: 0, afterStep: Number.NaN })],
    ['afterStep', () => verifyTotp(sharedSecret, 'x', { at: 0, afterStep: 1.5 })],
    ['algorithm', () => hotp(sharedSecret, 0, { algorithm: wrong('MD5') })],
    ['algorithm', () => totp(sharedSecret, { at: 0, algorithm: wrong('toString') })],
    ['algorithm', () => prepareKey(sharedSecret, { algorithm: wrong('sha1') })],
    ['algorithm', () => totp(prepareKey(sharedSecret), { at: 0, algorithm: 'SHA256' })],
    ['secret', () => hotp(new Uint8Array(0), 0)],
    ['secret', () => totp(new Uint8Array(0), { at: 0 })],
    ['secret', () => verifyHotp(new Uint8Array(0), 'x', { counter: 0 })],
    ['secret', () => verifyTotp(new Uint8Array(0), 'x', { at: 0 })],
    ['secret', () => prepareKey(new Uint8Array(0))],
  ])('%s: %s', (name, call) => {
    const error = thrownBy(call);
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message.split(' ')[0]).toBe(name);
  });
});

describe('TypeError names the option', () => {
  test.each<[name: string, call: () => unknown]>([
    ['digits', () => hotp(sharedSecret, 0, { digits: wrong('6') })],
    ['digits', () => hotp(sharedSecret, 0, { digits: wrong(null) })],
    ['counter', () => hotp(sharedSecret, wrong('0'))],
    ['counter', () => verifyHotp(sharedSecret, 'x', { counter: wrong(undefined) })],
    ['lookAhead', () => verifyHotp(sharedSecret, 'x', { counter: 0, lookAhead: wrong(1n) })],
    ['at', () => totp(sharedSecret, wrong({}))],
    ['at', () => verifyTotp(sharedSecret, 'x', { at: wrong(new Date()) })],
    ['period', () => timeStep(0, { period: wrong('30') })],
    ['epoch', () => timeStep(0, { epoch: wrong(0n) })],
    ['window', () => verifyTotp(sharedSecret, 'x', { at: 0, window: wrong('1') })],
    ['window', () => verifyTotp(sharedSecret, 'x', { at: 0, window: wrong(null) })],
    ['window.past', () => verifyTotp(sharedSecret, 'x', { at: 0, window: { past: wrong('1') } })],
    ['afterStep', () => verifyTotp(sharedSecret, 'x', { at: 0, afterStep: wrong(5n) })],
    ['algorithm', () => hotp(sharedSecret, 0, { algorithm: wrong(1) })],
    ['secret', () => hotp(wrong('GEZDGNBVGY3TQOJQ'), 0)],
    ['secret', () => hotp(wrong(null), 0)],
    ['secret', () => totp(wrong([1, 2, 3]), { at: 0 })],
    ['secret', () => prepareKey(wrong(new ArrayBuffer(20)))],
    ['secret', () => prepareKey(wrong(new Uint16Array(20)))],
  ])('%s: %s', (name, call) => {
    const error = thrownBy(call);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message.split(' ')[0]).toBe(name);
  });
});

describe('prepareKey', () => {
  test('a disposed key throws a TypeError', () => {
    const key = prepareKey(sharedSecret, { hashing: nodeHashing });
    key.dispose();
    expect(() => totp(key, { at: 0 })).toThrow(TypeError);
    expect(() => verifyTotp(key, '123456', { at: 0 })).toThrow(TypeError);
  });

  test('an explicit undefined is a default', () => {
    const options = { digits: undefined, algorithm: undefined, period: undefined, epoch: undefined };
    expect(totp(sharedSecret, { at: 59_000, ...options })).toBe(totp(sharedSecret, { at: 59_000 }));
    expect(prepareKey(sharedSecret, { hashing: undefined }).algorithm).toBe('SHA1');
  });

  test('a key made for one call is wiped even if the call throws; prepared keys and bytes are not', () => {
    const secret = new Uint8Array(20).fill(9);
    const made: PreparedMac[] = [];
    withKey(nobleHashing, secret, 'SHA1', (key) => made.push(key));
    expect(() =>
      withKey(nobleHashing, secret, undefined, (key) => {
        made.push(key);
        throw new Error('planted');
      }),
    ).toThrow('planted');
    expect(made).toHaveLength(2);
    for (const key of made) expect(() => key.macCounter(0, 1)).toThrow(TypeError);

    expect(secret.every((byte) => byte === 9)).toBe(true);
    const prepared = prepareKey(secret);
    withKey(nobleHashing, prepared, undefined, (key) => expect(key).toBe(prepared));
    expect(totp(prepared, { at: 0 })).toBe(totp(secret, { at: 0 }));
  });
});

test('P18 no error shows the secret', () => {
  const secret = 'planted-secret';
  const shown = [() => hotp(wrong(secret), 0), () => prepareKey(wrong({ secret }))].map((call) =>
    inspect(thrownBy(call)).replace(/\n\s+at .*/g, ''),
  );
  expect(shown.join()).not.toContain(secret);
});

function thrownBy(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
