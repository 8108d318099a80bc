/** P3, P5: at most the budget is compared however many guess at once, and `retryAt` is exact. @module */

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
import { embeddedPorts } from '../../src/embedded.ts';
import { definePolicy } from '../../src/index.ts';
import type { Sealing } from '../../src/ports/sealing.ts';
import { accountsIn, codeOf, enrollTotp, operations, testWorld } from '../support/world.ts';

const ask = { subject: 'alice', operation: 'account.delete' } as const;

describe('P3 the budget holds under concurrency', () => {
  it('of N concurrent wrong guesses with budget b left, exactly b are compared', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 8 }),
        async (guesses, before, free) => {
          const policy = definePolicy({ issuer: 'Acme', operations, attempts: { free } });
          const world = testWorld({ policy });
          const { secret } = await enrollTotp(world);
          const wrong = (Number(codeOf(secret, world.clock.at)) + 1) % 1_000_000;
          const guess = (offset: number) => ({
            ...ask,
            code: { value: String((wrong + offset * 7) % 1_000_000).padStart(6, '0') },
          });
          const right = new Set([-1, 0, 1].map((drift) => codeOf(secret, world.clock.at, drift)));
          for (let index = 0; index < Math.min(before, free); index++)
            void (await world.twoFactor.authorize(guess(0)));
          const answers = await Promise.all(
            Array.from({ length: guesses }, (_, index) => world.twoFactor.authorize(guess(index))),
          );
          if ([...Array(guesses).keys()].some((index) => right.has(guess(index).code.value))) return;
          const compared = answers.filter(
            (answer) => answer.isErr() && answer.error.kind === 'second-factor-invalid',
          );
          expect(compared).toHaveLength(Math.min(guesses, free - Math.min(before, free)));
          const refused = answers.filter(
            (answer) => answer.isErr() && answer.error.kind === 'too-many-attempts',
          );
          expect(compared.length + refused.length).toBe(guesses);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('the attempt is charged before the comparison: a crash in between does not give it back', async () => {
    const real = embeddedPorts({ accounts: accountsIn(new Map()) });
    let crashing = false;
    const sealing: Sealing = {
      seal: (plaintext, context) => real.sealing.seal(plaintext, context),
      open: (sealed, context) =>
        crashing ? Promise.reject(new Error('crash')) : real.sealing.open(sealed, context),
    };
    const world = testWorld({ sealing });
    const { secret } = await enrollTotp(world);
    const present = () =>
      world.twoFactor.authorize({ ...ask, code: { value: codeOf(secret, world.clock.at) } });
    crashing = true;
    for (let attempt = 0; attempt < 5; attempt++) {
      expect((await present())._unsafeUnwrapErr()).toMatchObject({ kind: 'unavailable', port: 'sealing' });
    }
    crashing = false;
    expect((await present())._unsafeUnwrapErr().kind).toBe('too-many-attempts');
  });
});

describe('P5 the lock is exact, monotone and bounded', () => {
  it('five are compared freely and counted down; the sixth is refused until retryAt, and compared at it', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const wrong = async () =>
      (
        await world.twoFactor.authorize({ ...ask, code: { value: codeOf(secret, world.clock.at, 50) } })
      )._unsafeUnwrapErr();
    const left = [];
    for (let attempt = 0; attempt < 5; attempt++) left.push(await wrong());
    expect(left.map((denial) => [denial.kind, 'attemptsLeft' in denial && denial.attemptsLeft])).toEqual(
      [4, 3, 2, 1, 0].map((count) => ['second-factor-invalid', count]),
    );
    const retryAt = world.clock.at + 30_000;
    expect(left[4]).toMatchObject({ retryAt });
    expect(await wrong()).toMatchObject({ kind: 'too-many-attempts', retryAt, attemptsLeft: 0 });
    world.clock.at = retryAt - 1;
    expect(await wrong()).toMatchObject({ kind: 'too-many-attempts', retryAt });
    world.clock.at = retryAt;
    expect(await wrong()).toMatchObject({
      kind: 'second-factor-invalid',
      attemptsLeft: 0,
      retryAt: retryAt + 60_000,
    });
  });

  it('an honest fifth that is right clears the lock it set', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    for (let attempt = 0; attempt < 4; attempt++)
      void (await world.twoFactor.authorize({ ...ask, code: { value: codeOf(secret, world.clock.at, 50) } }));
    expect(
      (await world.twoFactor.authorize({ ...ask, code: { value: codeOf(secret, world.clock.at) } })).isOk(),
    ).toBe(true);
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrapErr()).toMatchObject({ attemptsLeft: 5 });
  });

  const settings = fc.record({
    free: fc.integer({ min: 1, max: 20 }),
    firstLockSeconds: fc.constantFrom(1, 2, 30, 900, 86_400),
    longer: fc.constantFrom(0, 1, 870, 85_500),
  });

  it('backoff never shrinks, never exceeds the longest, and does not overflow at 10^6 failures', () => {
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
