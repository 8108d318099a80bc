/** P3: of any wrong guesses, no more are compared than the budget allows. @module */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import { embeddedPorts } from '../../src/embedded.ts';
import { definePolicy, generateKeys } from '../../src/index.ts';
import type { Sealing } from '../../src/ports/sealing.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { accountsIn, codeOf, enrollTotp, operations, testWorld } from '../support/world.ts';

const ask = { subject: 'alice', operation: 'account.delete' } as const;

describe('P3 the budget holds under concurrency', () => {
  it('of N concurrent wrong guesses with b attempts left, exactly b are compared', async () => {
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
          const results = await Promise.all(
            Array.from({ length: guesses }, (_, index) => world.twoFactor.authorize(guess(index))),
          );
          if ([...Array(guesses).keys()].some((index) => right.has(guess(index).code.value))) return;
          const compared = results.filter(
            (result) => result.isErr() && result.error.kind === 'second-factor-invalid',
          );
          expect(compared).toHaveLength(Math.min(guesses, free - Math.min(before, free)));
          const refused = results.filter(
            (result) => result.isErr() && result.error.kind === 'too-many-attempts',
          );
          expect(compared.length + refused.length).toBe(guesses);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a crash between charge and comparison does not give the attempt back', async () => {
    const { storage, keys, sealing } = embeddedPorts({ accounts: accountsIn(new Map()) });
    const world = testWorld({ storage, keys, sealing });
    const { secret } = await enrollTotp(world);
    const opened: object[] = [];
    // A process that stops while it opens the secret: it makes no further call.
    const stopped: Sealing = { ...sealing, open: (sealed) => new Promise(() => opened.push(sealed)) };
    const crashed = testWorld({ storage, keys, sealing: stopped, clock: world.clock });
    const code = { value: codeOf(secret, world.clock.at) };
    for (let attempt = 0; attempt < 5; attempt++) void crashed.twoFactor.authorize({ ...ask, code });
    while (opened.length < 5) await new Promise((resolve) => void setImmediate(resolve));
    const after = await world.twoFactor.authorize({ ...ask, code });
    expect(after._unsafeUnwrapErr().kind).toBe('too-many-attempts');
  });

  it('the attempt that reaches the cap is compared, also for a code that proves an address', async () => {
    const attempts = { free: 5, disableAt: 5 };
    const policy = definePolicy({ issuer: 'Acme', operations, attempts });
    const accounts = { alice: { verifiedEmails: ['a@example.org'] } };
    const { twoFactor, mails } = testWorld({ policy, accounts });
    const enroll = (value: string) => twoFactor.totp.enroll('alice', { proof: { code: { value } } });
    expect((await enroll('')).isErr()).toBe(true);
    const right = mails[0]?.kind === 'code' ? mails[0].data.code : '';
    const wrong = right.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
    for (let attempt = 0; attempt < 4; attempt++) {
      expect((await enroll(wrong))._unsafeUnwrapErr()).toMatchObject({ reason: 'wrong-code' });
    }
    expect((await enroll(right)).isOk()).toBe(true);
  });
});

describe('P3 the budget holds although the random source is stuck', () => {
  /** Every call returns the same bytes again. */
  const stuck = { bytes: (count: number) => Uint8Array.from({ length: count }, (_, index) => index) };

  it('of 500 wrong guesses five are compared', async () => {
    const world = testWorld({ random: stuck });
    const guesses = Array.from({ length: 500 }, (_, index) => index);
    let compared = 0;
    for (const guess of guesses) {
      const code = { value: `wrong password ${guess}`, method: 'password' } as const;
      const denied = await world.twoFactor.authorize({ ...ask, code });
      if (denied.isErr() && denied.error.kind === 'second-factor-invalid') compared++;
    }
    expect(compared).toBe(5);
  });
});

describe('P3 a password whose settlement is repeated late', () => {
  it('clears no later guess', async () => {
    const storage = createMemoryStorage();
    let late: (() => Promise<unknown>) | undefined;
    const settle: Storage['settle'] = (tag, input) => {
      if (late !== undefined) return storage.settle(tag, input);
      late = () => storage.settle(tag, input);
      return Promise.reject(new Error('the reply was lost'));
    };
    const world = testWorld({ keys: generateKeys(), storage: { ...storage, settle } });
    const present = (value: string) =>
      world.twoFactor.authorize({ ...ask, code: { method: 'password', value } });
    expect((await present('correct horse')).isOk()).toBe(true);
    for (const wrong of ['1', '2', '3', '4']) void (await present(wrong));
    await late?.();
    void (await present('5'));
    expect((await present('correct horse'))._unsafeUnwrapErr().kind).toBe('too-many-attempts');
  });
});
