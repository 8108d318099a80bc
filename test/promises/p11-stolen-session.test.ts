/** P11, P13, P14: what a stolen session can do before and beside its owner. @module */

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
    'forbidding the password for %s does not leave the session alone with it',
    async (operation) => {
      const policy = withoutPasswordFor(operation);
      const world = testWorld({ policy, accounts: { alice: { password: 'correct horse' } } });
      const answer = await world.twoFactor.authorize({ subject: 'alice', operation });
      expect(answer._unsafeUnwrapErr().kind).toBe('enrollment-required');
    },
  );

  it('an account that has no password is still decided by the first factor of the policy', async () => {
    const world = testWorld({ policy: withoutPasswordFor(reserved.enroll), accounts: { alice: {} } });
    expect((await world.twoFactor.totp.enroll('alice')).isOk()).toBe(true);
  });
});

describe('an account that must have a factor', () => {
  const accounts = { alice: { mustHaveFactor: true } };

  it.each([reserved.createToken, reserved.changeAccount, 'second-factor.recovery-codes.regenerate'] as const)(
    'has to enroll before %s',
    async (operation) => {
      const answer = await testWorld({ accounts }).twoFactor.authorize({ subject: 'alice', operation });
      expect(answer._unsafeUnwrapErr().kind).toBe('enrollment-required');
    },
  );

  it('makes no bypass token from a session alone', async () => {
    const { twoFactor } = testWorld({ accounts });
    const made = await twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, proof: {} });
    expect(made._unsafeUnwrapErr().kind).toBe('enrollment-required');
  });

  it('can enroll', async () => {
    expect((await testWorld({ accounts }).twoFactor.totp.enroll('alice')).isOk()).toBe(true);
  });
});

describe('P11 an enrollment that was started before a change is not confirmed after it', () => {
  it('a thief who started one while nothing was asked cannot confirm it once the owner has email codes', async () => {
    const world = testWorld({ accounts: { alice: {} } });
    const { twoFactor, clock } = world;
    const thief = (await twoFactor.totp.enroll('alice'))._unsafeUnwrap();

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
