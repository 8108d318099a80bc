/** P1, P2: when a code is accepted, under any options and on any hashing. @module */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { prepareKey, timeStep, totp, verifyTotp } from '../../../src/otp.ts';
import { algorithms, hashings } from './hashings.ts';

/** Ten digits, so that two steps rarely share a code. */
const digits = 10;
const side = fc.integer({ min: 0, max: 10 });

const setting = fc.record({
  hashing: fc.constantFrom(...hashings.map(([, hashing]) => hashing)),
  algorithm: fc.constantFrom(...algorithms),
  secret: fc.uint8Array({ minLength: 16, maxLength: 64 }),
  period: fc.oneof(fc.constantFrom(1, 15, 30, 60), fc.integer({ min: 1, max: 2000 })),
  epoch: fc.oneof(fc.constant(0), fc.integer({ min: -2_000_000_000, max: 2_000_000_000 })),
  /** Steps since the epoch; the borders of 32 bits included. */
  step: fc.oneof(fc.nat(20), fc.integer({ min: 2 ** 32 - 10, max: 2 ** 32 + 10 }), fc.nat(5_000_000)),
  offset: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  past: side,
  future: side,
  distance: fc.integer({ min: -12, max: 12 }),
});

test('P1 a code is accepted if and only if its step is inside the window', () => {
  fc.assert(
    fc.property(setting, ({ step, offset, distance, past, future, ...rest }) => {
      const { period, epoch } = rest;
      const target = step + distance;
      fc.pre(target >= 0);
      const startOf = (n: number) => (epoch + n * period) * 1000;
      const at = startOf(step) + Math.floor(offset * period * 1000);
      const key = prepareKey(rest.secret, rest);
      const code = totp(key, { at: startOf(target), period, epoch, digits });

      const result = verifyTotp(key, code, { at, period, epoch, digits, window: { past, future } });
      expect(timeStep(at, { period, epoch })).toBe(step);
      const inside = -past <= distance && distance <= future;
      expect(result.isOk() ? result.value : result.error).toEqual(
        inside ? { step: target, drift: distance } : { kind: 'code-mismatch' },
      );
    }),
    { numRuns: 500 },
  );
});

test('P2 a code is accepted if and only if its step is above `afterStep`', () => {
  fc.assert(
    fc.property(setting, fc.integer({ min: -12, max: 12 }), ({ step, distance, ...rest }, spent) => {
      const target = step + distance;
      fc.pre(target >= 0 && Math.abs(distance) <= 10);
      const key = prepareKey(rest.secret, rest);
      const { period } = rest;
      const code = totp(key, { at: target * period * 1000, period, digits });
      const afterStep = step + spent;
      const result = verifyTotp(key, code, {
        at: step * period * 1000,
        period,
        digits,
        window: 10,
        afterStep,
      });
      expect(result.isOk() ? result.value.step : result.error.kind).toBe(
        target > afterStep ? target : 'step-replayed',
      );
    }),
    { numRuns: 500 },
  );
});

test('P1, P2 over any sequence of presentations each step opens at most once', () => {
  const presentation = fc.record({ now: fc.nat(40), typed: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(presentation, { maxLength: 60 }), side, (presentations, window) => {
      const key = prepareKey(new Uint8Array(20).fill(5));
      let afterStep = -1;
      const opened: number[] = [];
      for (const { now, typed } of presentations) {
        const code = totp(key, { at: typed * 30_000, digits });
        void verifyTotp(key, code, { at: now * 30_000, digits, window, afterStep }).map(({ step }) => {
          afterStep = step;
          opened.push(step);
        });
      }
      expect(opened).toEqual([...new Set(opened)].toSorted((a, b) => a - b));
    }),
  );
});

test('leading zeros are part of a code', () => {
  const key = prepareKey(new Uint8Array(20).fill(5));
  let seen = 0;
  for (let step = 0; step < 500; step++) {
    const at = step * 30_000;
    const code = totp(key, { at });
    expect(code).toMatch(/^\d{6}$/);
    if (!code.startsWith('0')) continue;
    seen++;
    expect(verifyTotp(key, code, { at, window: 0 }).isOk()).toBe(true);
    expect(verifyTotp(key, code.replace(/^0+/, ''), { at, window: 0 }).isErr()).toBe(true);
  }
  expect(seen).toBeGreaterThan(10);
});
