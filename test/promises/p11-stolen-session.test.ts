/** P11, P13, P14: what a thief can do with a stolen session. @module */

import { describe, expect, it } from 'vitest';
import { type Policy, type ReservedOperation, definePolicy } from '../../src/index.ts';
import { type Operation, codeOf, operations, testWorld } from '../support/world.ts';

const reserved = {
  enroll: 'second-factor.totp.enroll',
  enable: 'second-factor.email.enable',
  createToken: 'second-factor.access-tokens.create',
  changeAccount: 'second-factor.account.change',
} as const;

function withoutPasswordFor(operation: ReservedOperation): Policy<Operation> {
  return definePolicy({
    issuer: 'Acme',
    operations: { ...operations, [operation]: { passwordFallback: 'forbidden' } },
  });
}

describe('P13 a policy may only tighten a reserved operation', () => {
  it.each([reserved.enroll, reserved.enable, reserved.createToken])(
    'a rule that forbids the password for %s does not make the session enough',
    async (operation) => {
      const policy = withoutPasswordFor(operation);
      const world = testWorld({ policy, accounts: { alice: { password: 'correct horse' } } });
      const result = await world.twoFactor.authorize({ subject: 'alice', operation });
      expect(result._unsafeUnwrapErr().kind).toBe('enrollment-required');
    },
  );

  it('an account without a password still follows `enrollment.firstFactor`', async () => {
    const world = testWorld({ policy: withoutPasswordFor(reserved.enroll), accounts: { alice: {} } });
    const proof = { client: { signedInAt: world.clock.at } };
    expect((await world.twoFactor.totp.enroll('alice', { proof })).isOk()).toBe(true);
  });
});

describe('P14 an account that must have a factor', () => {
  const accounts = { alice: { mustHaveFactor: true } };

  it.each([reserved.createToken, reserved.changeAccount, 'second-factor.recovery-codes.regenerate'] as const)(
    'must enroll before %s',
    async (operation) => {
      const result = await testWorld({ accounts }).twoFactor.authorize({ subject: 'alice', operation });
      expect(result._unsafeUnwrapErr().kind).toBe('enrollment-required');
    },
  );

  it('gets no bypass token on a session alone', async () => {
    const { twoFactor } = testWorld({ accounts });
    const made = await twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, proof: {} });
    expect(made._unsafeUnwrapErr().kind).toBe('enrollment-required');
  });

  it('can enroll', async () => {
    const { twoFactor, clock } = testWorld({ accounts });
    const proof = { client: { signedInAt: clock.at } };
    expect((await twoFactor.totp.enroll('alice', { proof })).isOk()).toBe(true);
  });
});

describe('P11 an enrollment that was started before a change cannot be confirmed after it', () => {
  it('a thief who started one before the owner enabled email codes cannot confirm it', async () => {
    const world = testWorld({ accounts: { alice: {} } });
    const { twoFactor, clock } = world;
    const session = { client: { signedInAt: clock.at } };
    const thief = (await twoFactor.totp.enroll('alice', { proof: session }))._unsafeUnwrap();

    world.accounts.set('alice', { verifiedEmails: ['alice@example.org'] });
    expect((await twoFactor.email.enable('alice')).isErr()).toBe(true);
    const mailed = world.mails.find((mail) => mail.kind === 'code');
    const proof = { code: { value: mailed?.data.code ?? '' } };
    expect((await twoFactor.email.enable('alice', { proof })).isOk()).toBe(true);

    const confirmed = await twoFactor.totp.confirm('alice', codeOf(thief.secret, clock.at));
    expect(confirmed._unsafeUnwrapErr().kind).toBe('enrollment-required');
    expect((await twoFactor.status('alice'))._unsafeUnwrap().totp.enrolled).toBe(false);
  });
});
