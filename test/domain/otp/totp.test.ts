/** TOTP: RFC 6238 appendix B, time steps, and verification at the borders. @module */

import { describe, expect, test } from 'vitest';
import type { HashAlgorithm } from '../../../src/domain/base/hashing.ts';
import { prepareKey, timeStep, totp, verifyTotp } from '../../../src/otp.ts';
import rfc6238 from '../../vectors/rfc6238-appendix-b.json' with { type: 'json' };
import { bytesOfHex, hashings } from './hashings.ts';

const sharedSecret = bytesOfHex(rfc6238.secretsHex.SHA1);

describe.each(hashings)('RFC 6238 appendix B on %s', (_, hashing) => {
  test.each(rfc6238.cases)('$algorithm at $seconds s', ({ seconds, stepHex, algorithm, totp: code }) => {
    const named = algorithm as HashAlgorithm;
    const key = prepareKey(bytesOfHex(rfc6238.secretsHex[named]), { algorithm: named, hashing });
    const at = seconds * 1000;
    expect(totp(key, { at, digits: 8 })).toBe(code);
    const step = Number.parseInt(stepHex, 16);
    expect(timeStep(at)).toBe(step);
    expect(verifyTotp(key, code, { at, digits: 8 })._unsafeUnwrap()).toEqual({ step, drift: 0 });
  });
});

describe('timeStep', () => {
  test('starts a step at its first millisecond', () => {
    expect([0, 29_999, 30_000, 59_999, 60_000].map((at) => timeStep(at))).toEqual([0, 0, 1, 1, 2]);
    expect([-1, -30_000, -30_001].map((at) => timeStep(at))).toEqual([-1, -1, -2]);
    expect(timeStep(29_999.9)).toBe(0);
  });

  test('accepts any period and epoch', () => {
    expect(timeStep(1_000_000, { period: 1 })).toBe(1000);
    expect(timeStep(1_000_000, { period: 7, epoch: 1 })).toBe(Math.floor(999 / 7));
    expect(timeStep(0, { epoch: 30 })).toBe(-1);
    expect(timeStep(0, { epoch: -90, period: 60 })).toBe(1);
  });

  test('is exact for every safe integer of milliseconds', () => {
    const last = Number.MAX_SAFE_INTEGER;
    expect(timeStep(last, { period: 1, epoch: -9_007_199_254_740 })).toBe(2 * 9_007_199_254_740);
    // A sum of fractions would round up here.
    const beforeStep = 9_007_199_254_739_999;
    expect(timeStep(beforeStep, { period: 1, epoch: -9_007_199_254_740 })).toBe(2 * 9_007_199_254_740 - 1);
    expect(timeStep(9_007_199_254_740_000, { period: 1 })).toBe(9_007_199_254_740);
    expect(timeStep(beforeStep, { period: 1 })).toBe(9_007_199_254_739);
    expect(timeStep(-last, { period: 1 })).toBe(-9_007_199_254_741);
    expect(timeStep(last, { period: last })).toBe(0);
  });
});

describe('verifyTotp', () => {
  const at = 1_700_000_010_000;
  const current = timeStep(at);
  const codeAt = (step: number) => totp(sharedSecret, { at: step * 30_000 });

  test('accepts one step on either side by default', () => {
    for (const drift of [-1, 0, 1]) {
      const step = current + drift;
      expect(verifyTotp(sharedSecret, codeAt(step), { at })._unsafeUnwrap()).toEqual({ step, drift });
    }
    for (const drift of [-2, 2]) {
      expect(verifyTotp(sharedSecret, codeAt(current + drift), { at })._unsafeUnwrapErr()).toEqual({
        kind: 'code-mismatch',
      });
    }
  });

  test('accepts an asymmetric window, whose missing side is 0', () => {
    expect(verifyTotp(sharedSecret, codeAt(current - 10), { at, window: { past: 10 } }).isOk()).toBe(true);
    expect(verifyTotp(sharedSecret, codeAt(current + 1), { at, window: { past: 10 } }).isOk()).toBe(false);
    expect(
      verifyTotp(sharedSecret, codeAt(current + 10), { at, window: { past: 0, future: 10 } }).isOk(),
    ).toBe(true);
    expect(
      verifyTotp(sharedSecret, codeAt(current - 1), { at, window: { past: 0, future: 10 } }).isOk(),
    ).toBe(false);
  });

  test('has no step before the epoch', () => {
    expect(verifyTotp(sharedSecret, codeAt(0), { at: 0, window: 10 })._unsafeUnwrap()).toEqual({
      step: 0,
      drift: 0,
    });
    expect(verifyTotp(sharedSecret, codeAt(0), { at: -1, window: 1 })._unsafeUnwrap()).toEqual({
      step: 0,
      drift: 1,
    });
    expect(verifyTotp(sharedSecret, codeAt(0), { at: -30_001, window: 1 })._unsafeUnwrapErr().kind).toBe(
      'code-mismatch',
    );
    expect(() => totp(sharedSecret, { at: -1 })).toThrow(/^at /);
  });

  test('P2 closes the accepted step and every earlier one', () => {
    const code = codeAt(current);
    expect(verifyTotp(sharedSecret, code, { at, afterStep: current - 1 }).isOk()).toBe(true);
    for (const afterStep of [current, current + 1, Number.MAX_SAFE_INTEGER]) {
      expect(verifyTotp(sharedSecret, code, { at, afterStep })._unsafeUnwrapErr()).toEqual({
        kind: 'step-replayed',
      });
    }
    expect(
      verifyTotp(sharedSecret, codeAt(current + 5), { at, afterStep: current })._unsafeUnwrapErr(),
    ).toEqual({
      kind: 'code-mismatch',
    });
  });

  test('P1 takes the latest of several steps with one code, so that it opens once', () => {
    // Found by search: two steps of one window share this code.
    const step = 153_567;
    const code = '468457';
    expect([codeAt(step), codeAt(step + 2)]).toEqual([code, code]);
    const options = { at: (step + 1) * 30_000, window: 1 };
    const accepted = verifyTotp(sharedSecret, code, options)._unsafeUnwrap();
    expect(accepted).toEqual({ step: step + 2, drift: 1 });
    const again = verifyTotp(sharedSecret, code, { ...options, afterStep: accepted.step });
    expect(again._unsafeUnwrapErr()).toEqual({ kind: 'step-replayed' });
    // If only the earlier step is spent, the code is accepted for the later one.
    expect(verifyTotp(sharedSecret, code, { ...options, afterStep: step })._unsafeUnwrap().step).toBe(
      step + 2,
    );
  });
});
