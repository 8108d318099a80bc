/**
 * P4: only a success, a new enrollment of the method or a reset lowers a failure count, and a new
 * password that of the password.
 * @module
 */

import { beforeEach, describe, expect, it } from 'vitest';
import { definePolicy } from '../../src/index.ts';
import { codeOf, enrollTotp, operations, testWorld, type TestWorld } from '../support/world.ts';

const policy = definePolicy({
  issuer: 'Acme',
  operations: { ...operations, 'app.only': { methods: ['totp'] }, 'mail.only': { methods: ['email'] } },
  attempts: { free: 20, disableAt: 50 },
});
const ask = { subject: 'alice', operation: 'account.delete' } as const;

let world: TestWorld;
let secret: string;
let recoveryCodes: readonly string[];
let used: number;

/** Alice with both factors, and three wrong codes for each method. */
beforeEach(async () => {
  world = testWorld({
    policy: policy as never,
    accounts: { alice: { password: 'correct horse', verifiedEmails: ['alice@example.org'] } },
  });
  ({ secret, recoveryCodes } = await enrollTotp(world));
  used = 0;
  (await world.twoFactor.email.enable('alice', { proof: proof() }))._unsafeUnwrap();
  world.clock.advance(60_000);
  void (await world.twoFactor.authorize({ ...ask, code: { method: 'email' } }));
  for (let guesses = 0; guesses < 3; guesses++) {
    await guess('totp', wrongTotp());
    await guess('email', wrongEmail());
    await guess('recovery-code', '0000-0000-0000-0000');
  }
});

function proof(): { readonly code: { readonly value: string } } {
  return { code: { value: recoveryCodes[used++]! } };
}

function mailed(): string {
  const mail = world.mails.findLast(({ kind }) => kind === 'code');
  return mail?.kind === 'code' ? mail.data.code.replace(' ', '') : '';
}

function wrongTotp(): string {
  const right = [-1, 0, 1].map((drift) => codeOf(secret, world.clock.at, drift));
  return ['000000', '000001', '000002', '000003'].find((code) => !right.includes(code))!;
}

function wrongEmail(): string {
  return mailed() === '000000' ? '000001' : '000000';
}

async function guess(method: 'totp' | 'email' | 'recovery-code', value: string): Promise<void> {
  void (await world.twoFactor.authorize({ ...ask, code: { method, value } }));
}

/** Failures counted for totp, email and recovery codes, read from the attempts left of twenty. */
async function counts(): Promise<readonly number[]> {
  const left = async (operation: string): Promise<number> => {
    const denial = (
      await world.twoFactor.authorize({ subject: 'alice', operation: operation as 'login' })
    )._unsafeUnwrapErr();
    return 'attemptsLeft' in denial ? 20 - denial.attemptsLeft : Number.NaN;
  };
  const recovery = (
    await world.twoFactor.authorize({ ...ask, code: { method: 'recovery-code', value: '12345' } })
  )._unsafeUnwrapErr();
  const missing = 'attemptsLeft' in recovery ? 20 - recovery.attemptsLeft : Number.NaN;
  return [await left('app.only'), await left('mail.only'), missing];
}

describe('P4 failures stay', () => {
  it('are counted for each method', async () => {
    expect(await counts()).toEqual([3, 3, 3]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a challenge', async () => world.twoFactor.authorize(ask)],
    [
      'another session, IP and user-agent',
      async () =>
        world.twoFactor.authorize({
          ...ask,
          client: { ip: '198.51.100.7', session: 's9', userAgent: 'curl' },
        }),
    ],
    ['another operation', async () => world.twoFactor.authorize({ ...ask, operation: 'login' })],
    [
      'a preference for the other method',
      async () => world.twoFactor.authorize({ ...ask, code: { method: 'email' } }),
    ],
    [
      'another code',
      async () => {
        world.clock.advance(60_000);
        expect((await world.twoFactor.email.sendCode('alice'))._unsafeUnwrap().codeGenerated).toBe(true);
      },
    ],
    ['the expiry of every code', async () => world.clock.advance(600_000)],
    ['a day', async () => world.clock.advance(86_400_000)],
    ['a clock that steps back', async () => world.clock.advance(-50 * 60_000)],
    ['a malformed code', async () => guess('totp', '12345')],
    ['a changed password', async () => world.twoFactor.accountChanged('alice', { what: 'password' })],
    ['a changed address', async () => world.twoFactor.accountChanged('alice', { what: 'email' })],
    ['revoking all clients', async () => world.twoFactor.trustedClients.revokeAll('alice')],
    [
      'an enrollment that is only started',
      async () => {
        // Its proof is a success with a recovery code, which clears the failures of that method.
        (await world.twoFactor.totp.enroll('alice', { proof: proof() }))._unsafeUnwrap();
        await guess('recovery-code', '0000-0000-0000-0000');
        await guess('recovery-code', '0000-0000-0000-0000');
        await guess('recovery-code', '0000-0000-0000-0000');
      },
    ],
  ])('after %s', async (_, happens) => {
    await happens();
    expect(await counts()).toEqual([3, 3, 3]);
  });

  it('after removing a factor, until it is enrolled again', async () => {
    (await world.twoFactor.email.disable('alice', { proof: proof() }))._unsafeUnwrap();
    expect((await counts())[0]).toBe(3);
    (await world.twoFactor.totp.remove('alice', { proof: proof() }))._unsafeUnwrap();
    const withPassword = { code: { method: 'password', value: 'correct horse' } } as const;
    ({ secret } = (await world.twoFactor.totp.enroll('alice', { proof: withPassword }))._unsafeUnwrap());
    const code = codeOf(secret, world.clock.at);
    ({ recoveryCodes } = (await world.twoFactor.totp.confirm('alice', code))._unsafeUnwrap());
    const denial = (await world.twoFactor.authorize(ask))._unsafeUnwrapErr();
    expect(denial).toMatchObject({ method: 'totp', attemptsLeft: 20 });
  });
});

describe('P4 failures are cleared', () => {
  it('by a success with the same method only', async () => {
    (
      await world.twoFactor.authorize({ ...ask, code: { value: codeOf(secret, world.clock.at) } })
    )._unsafeUnwrap();
    expect(await counts()).toEqual([0, 3, 3]);
    (await world.twoFactor.authorize({ ...ask, code: { method: 'email', value: mailed() } }))._unsafeUnwrap();
    expect(await counts()).toEqual([0, 0, 3]);
    (await world.twoFactor.authorize({ ...ask, ...proof() }))._unsafeUnwrap();
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('for email alone, by enabling email codes again', async () => {
    (
      await world.twoFactor.email.enable('alice', {
        proof: { code: { value: codeOf(secret, world.clock.at) } },
      })
    )._unsafeUnwrap();
    expect(await counts()).toEqual([0, 0, 3]);
  });

  it('for the password alone, by a reported change of the password', async () => {
    const plain = testWorld();
    const save = { subject: 'alice', operation: 'settings.save' } as const;
    const wrong = { method: 'password', value: 'wrong' } as const;
    for (let guesses = 0; guesses < 5; guesses++)
      void (await plain.twoFactor.authorize({ ...save, code: wrong }));
    for (const [what, left] of [
      ['email', 0],
      ['other', 0],
      ['password', 5],
    ] as const) {
      void (await plain.twoFactor.accountChanged('alice', { what: what as 'email' }));
      expect(await plain.twoFactor.authorize(save), what).toMatchObject({ error: { attemptsLeft: left } });
    }
  });

  it('by a reset', async () => {
    (await world.twoFactor.reset('alice', { by: 'root', reason: 'lost phone' }))._unsafeUnwrap();
    ({ secret, recoveryCodes } = await enrollTotp(world));
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrapErr()).toMatchObject({ attemptsLeft: 20 });
  });
});
