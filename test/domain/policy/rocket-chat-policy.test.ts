/** rocketChatPolicy: the numbers of Rocket.Chat, and operations in its options. @module */

import { definePolicy, rocketChatPolicy } from 'second-factor';
import { describe, expect, it, test } from 'vitest';
import { testWorld } from '../../support/world.ts';

const operations = {
  login: {},
  'settings.save': {},
  'account.delete': { disableRememberMe: true, requireSecondFactor: true },
  'status.read': { secondFactor: 'exempt' },
} as const;

describe('rocketChatPolicy', () => {
  it('is the default policy except for email codes and trust', () => {
    const policy = rocketChatPolicy({ issuer: 'Acme', operations });
    const stricter = definePolicy({ issuer: 'Acme', operations: {} });
    expect(policy.email).toEqual({ ...stricter.email, enrollment: 'automatic', codeSeconds: 3600 });
    expect(policy.trust).toEqual({ ...stricter.trust, seconds: 300 });
    for (const section of ['totp', 'recoveryCodes', 'attempts', 'enrollment', 'accessTokens'] as const)
      expect(policy[section]).toEqual(stricter[section]);
  });

  it('accepts every number', () => {
    const policy = rocketChatPolicy({
      issuer: 'Acme',
      operations,
      trust: { seconds: 1800 },
      email: { cooldownSeconds: 30 },
      recoveryCodes: { count: 12 },
    });
    expect(policy.trust.seconds).toBe(1800);
    expect(policy.email).toMatchObject({ enrollment: 'automatic', codeSeconds: 3600, cooldownSeconds: 30 });
    expect(policy.recoveryCodes.count).toBe(12);
  });

  it('reads options, rule fields, and both, where the options only tighten', () => {
    const { operations: rules } = rocketChatPolicy({
      issuer: 'Acme',
      operations: {
        ...operations,
        both: { disableRememberMe: true, trustedClients: 'honoured', methods: ['totp'] },
        strict: { requireSecondFactor: true, passwordFallback: 'forbidden', whenNotEnrolled: 'allow' },
      },
    });
    expect(rules['login']).toMatchObject({ login: true, passwordFallback: 'forbidden' });
    expect(rules['settings.save']).toMatchObject({ passwordFallback: 'allowed', trustedClients: 'honoured' });
    expect(rules['account.delete']).toMatchObject({ trustedClients: 'ignored', whenNotEnrolled: 'refuse' });
    expect(rules['status.read']).toMatchObject({ secondFactor: 'exempt' });
    expect(rules['both']).toMatchObject({ trustedClients: 'ignored', methods: ['totp'] });
    expect(rules['strict']).toMatchObject({ passwordFallback: 'forbidden', whenNotEnrolled: 'refuse' });
  });

  it('infers the names of its operations', () => {
    const { twoFactor } = testWorld({ policy: rocketChatPolicy({ issuer: 'Acme', operations }) });
    // @ts-expect-error -- a misspelled operation does not compile
    void twoFactor.authorize({ subject: 'alice', operation: 'settings.sav' });
    expect(twoFactor).toBeDefined();
  });

  it('mails an account without factors a code for an hour, and trusts the client for 300 s', async () => {
    const world = testWorld({
      policy: rocketChatPolicy({ issuer: 'Acme', operations }),
      accounts: { alice: { username: 'alice', password: 'pw', verifiedEmails: ['alice@example.org'] } },
    });
    const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };
    const ask = { subject: 'alice', operation: 'settings.save', client } as const;
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrapErr()).toMatchObject({
      kind: 'second-factor-required',
      method: 'email',
      email: { codeGenerated: true, codeExpires: world.clock.at + 3_600_000, emailOrUsername: 'alice' },
    });
    world.clock.advance(3_599_999);
    const code = { value: world.mails[0]?.kind === 'code' ? world.mails[0].data.code : '' };
    expect((await world.twoFactor.authorize({ ...ask, code }))._unsafeUnwrap()).toMatchObject({
      by: 'email',
      trustedUntil: world.clock.at + 300_000,
    });
  });

  test.each([
    ['a non-boolean option', { operations: { act: { requireSecondFactor: 'yes' } } }, 'requireSecondFactor'],
    [
      'a misspelled option',
      { operations: { act: { requireSecondfactor: true } } },
      'operations.act.requireSecondfactor',
    ],
    ['an unknown section', { operations: {}, trustSeconds: 300 }, 'trustSeconds'],
    ['a number out of bounds', { operations: {}, trust: { seconds: -1 } }, 'trust.seconds'],
    ['an operation that is not an object', { operations: { act: true } }, 'operations.act'],
    ['no operations', {}, 'operations'],
  ])('throws a RangeError that names the field for %s', (_name, input, field) => {
    const build = () => rocketChatPolicy({ issuer: 'Acme', ...input } as never);
    expect(build).toThrow(RangeError);
    expect(build).toThrow(field);
  });
});
