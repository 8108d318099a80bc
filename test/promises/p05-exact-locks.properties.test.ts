/** P5: `retryAt` is exact, and locks grow up to a bound. @module */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attemptsLeft,
  chargeOne,
  lockAfter,
  lockedUntil,
  locksOf,
} from '../../src/domain/subject/attempts.ts';
import { noAttempts } from '../../src/domain/subject/change.ts';
import { codeOf, enrollTotp, testWorld, type TestWorld } from '../support/world.ts';

const ask = { subject: 'alice', operation: 'account.delete' } as const;

async function presentWrongCode(world: TestWorld, secret: string) {
  const code = { value: codeOf(secret, world.clock.at, 50) };
  return (await world.twoFactor.authorize({ ...ask, code }))._unsafeUnwrapErr();
}

describe('P5 a lock is exact', () => {
  it('five attempts are compared and counted down; the sixth is refused until `retryAt` and compared at it', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const denials = [];
    for (let attempt = 0; attempt < 5; attempt++) denials.push(await presentWrongCode(world, secret));
    expect(denials.map((denial) => [denial.kind, 'attemptsLeft' in denial && denial.attemptsLeft])).toEqual(
      [4, 3, 2, 1, 0].map((left) => ['second-factor-invalid', left]),
    );
    const retryAt = world.clock.at + 30_000;
    expect(denials[4]).toMatchObject({ retryAt });
    const locked = { kind: 'too-many-attempts', retryAt };
    expect(await presentWrongCode(world, secret)).toMatchObject({ ...locked, attemptsLeft: 0 });
    world.clock.at = retryAt - 1;
    expect(await presentWrongCode(world, secret)).toMatchObject(locked);
    world.clock.at = retryAt;
    expect(await presentWrongCode(world, secret)).toMatchObject({
      kind: 'second-factor-invalid',
      attemptsLeft: 0,
      retryAt: retryAt + 60_000,
    });
  });

  it('a right fifth code clears the lock that its own charge set', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    for (let attempt = 0; attempt < 4; attempt++) await presentWrongCode(world, secret);
    const code = { value: codeOf(secret, world.clock.at) };
    expect((await world.twoFactor.authorize({ ...ask, code })).isOk()).toBe(true);
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrapErr()).toMatchObject({ attemptsLeft: 5 });
  });
});

describe('P5 locks grow up to a bound', () => {
  const settings = fc.record({
    free: fc.integer({ min: 1, max: 20 }),
    firstLockSeconds: fc.constantFrom(1, 2, 30, 900, 86_400),
    longer: fc.constantFrom(0, 1, 870, 85_500),
  });

  it('a lock never shrinks, never exceeds the maximum, and does not overflow at 10^6 failures', () => {
    fc.assert(
      fc.property(
        settings,
        fc.constantFrom(1, 5, 20, 21, 50, 1000, 999_999, 1_000_000),
        ({ free, firstLockSeconds, longer }, failures) => {
          const maxLockSeconds = Math.min(86_400, firstLockSeconds + longer);
          const locks = locksOf({ free, firstLockSeconds, maxLockSeconds, disableAt: 'never' });
          expect(lockAfter(locks, failures + 1)).toBeGreaterThanOrEqual(lockAfter(locks, failures));
          expect(lockAfter(locks, failures)).toBeLessThanOrEqual(maxLockSeconds * 1000);
          expect(lockAfter(locks, failures) > 0).toBe(failures >= free);
          expect(attemptsLeft('totp', { ...noAttempts, failures }, locks, 0)).toBe(
            Math.max(1, free - failures),
          );
          const charged = chargeOne({ ...noAttempts, failures }, locks, 1000, 'a');
          expect(charged.failures).toBe(failures + 1);
          expect(lockedUntil(charged, locks, 1000)).toBeLessThanOrEqual(1000 + maxLockSeconds * 1000);
        },
      ),
    );
  });

  it('the default schedule is the documented one', () => {
    const { ms } = locksOf({ free: 5, firstLockSeconds: 30, maxLockSeconds: 900, disableAt: 50 });
    expect(ms).toEqual([0, 0, 0, 0, 30_000, 60_000, 120_000, 240_000, 480_000, 900_000]);
  });
});
