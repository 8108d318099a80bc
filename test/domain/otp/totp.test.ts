/** TOTP: RFC 6238 appendix B, time steps, and verification at the borders. @module */

import { describe, expect, test } from 'vitest';
import type { HashAlgorithm } from '../../../src/domain/base/hashing.ts';
import { prepareKey, timeStep, totp, verifyTotp } from '../../../src/otp.ts';
import rfc6238 from '../../vectors/rfc6238-appendix-b.json' with { type: 'json' };
import { bytesOfHex, HASHINGS } from './hashings.ts';

const SECRET = bytesOfHex(rfc6238.secretsHex.SHA1);

describe.each(HASHINGS)('RFC 6238 appendix B on %s', (_, hashing) => {
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

  test('takes any period and epoch', () => {
    expect(timeStep(1_000_000, { period: 1 })).toBe(1000);
    expect(timeStep(1_000_000, { period: 7, epoch: 1 })).toBe(Math.floor(999 / 7));
    expect(timeStep(0, { epoch: 30 })).toBe(-1);
    expect(timeStep(0, { epoch: -90, period: 60 })).toBe(1);
  });

  test('is exact as far as milliseconds are', () => {
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
  const codeAt = (step: number) => totp(SECRET, { at: step * 30_000 });

  test('counts one step on either side unless told otherwise', () => {
    for (const drift of [-1, 0, 1]) {
      const step = current + drift;
      expect(verifyTotp(SECRET, codeAt(step), { at })._unsafeUnwrap()).toEqual({ step, drift });
    }
    for (const drift of [-2, 2]) {
      expect(verifyTotp(SECRET, codeAt(current + drift), { at })._unsafeUnwrapErr()).toEqual({
        kind: 'code-mismatch',
      });
    }
  });

  test('takes an asymmetric window, whose missing side is 0', () => {
    expect(verifyTotp(SECRET, codeAt(current - 10), { at, window: { past: 10 } }).isOk()).toBe(true);
    expect(verifyTotp(SECRET, codeAt(current + 1), { at, window: { past: 10 } }).isOk()).toBe(false);
    expect(verifyTotp(SECRET, codeAt(current + 10), { at, window: { past: 0, future: 10 } }).isOk()).toBe(
      true,
    );
    expect(verifyTotp(SECRET, codeAt(current - 1), { at, window: { past: 0, future: 10 } }).isOk()).toBe(
      false,
    );
  });

  test('has no step before the epoch', () => {
    expect(verifyTotp(SECRET, codeAt(0), { at: 0, window: 10 })._unsafeUnwrap()).toEqual({
      step: 0,
      drift: 0,
    });
    expect(verifyTotp(SECRET, codeAt(0), { at: -1, window: 1 })._unsafeUnwrap()).toEqual({
      step: 0,
      drift: 1,
    });
    expect(verifyTotp(SECRET, codeAt(0), { at: -30_001, window: 1 })._unsafeUnwrapErr().kind).toBe(
      'code-mismatch',
    );
    expect(() => totp(SECRET, { at: -1 })).toThrow(/^at /);
  });

  test('closes the accepted step and every earlier one (P2)', () => {
    const code = codeAt(current);
    expect(verifyTotp(SECRET, code, { at, afterStep: current - 1 }).isOk()).toBe(true);
    for (const afterStep of [current, current + 1, Number.MAX_SAFE_INTEGER]) {
      expect(verifyTotp(SECRET, code, { at, afterStep })._unsafeUnwrapErr()).toEqual({
        kind: 'step-replayed',
      });
    }
    expect(verifyTotp(SECRET, codeAt(current + 5), { at, afterStep: current })._unsafeUnwrapErr()).toEqual({
      kind: 'code-mismatch',
    });
  });

  test('takes the latest of several steps with one code, so that it opens once (P1)', () => {
    // Found by search: this code comes twice, two steps apart.
    const step = 153_567;
    const code = '468457';
    expect([codeAt(step), codeAt(step + 2)]).toEqual([code, code]);
    const options = { at: (step + 1) * 30_000, window: 1 };
    const accepted = verifyTotp(SECRET, code, options)._unsafeUnwrap();
    expect(accepted).toEqual({ step: step + 2, drift: 1 });
    const again = verifyTotp(SECRET, code, { ...options, afterStep: accepted.step });
    expect(again._unsafeUnwrapErr()).toEqual({ kind: 'step-replayed' });
    // With the earlier step spent the later one is still good.
    expect(verifyTotp(SECRET, code, { ...options, afterStep: step })._unsafeUnwrap().step).toBe(step + 2);
  });
});
