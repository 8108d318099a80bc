/** P13: the password never completes a login and never replaces an enrolled factor. @module */

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { embeddedPorts } from '../../src/embedded.ts';
import { createTwoFactor, definePolicy } from '../../src/index.ts';
import { accountsIn, codeOf, defaultPolicy, enrollTotp, operations, testWorld } from '../support/world.ts';

const code = { method: 'password', value: 'correct horse' } as const;
const unnamed = { value: 'correct horse' } as const;
const ask = { subject: 'alice', operation: 'settings.save' } as const;

describe('P13 the password', () => {
  it('opens an operation where no factor is enrolled, with or without the method name', async () => {
    const { twoFactor } = testWorld();
    expect((await twoFactor.authorize(ask))._unsafeUnwrapErr()).toMatchObject({
      kind: 'second-factor-required',
      method: 'password',
      availableMethods: [],
      attemptsLeft: 5,
    });
    expect((await twoFactor.authorize({ ...ask, code }))._unsafeUnwrap().by).toBe('password');
    expect((await twoFactor.authorize({ ...ask, code: unnamed }))._unsafeUnwrap().by).toBe('password');
  });

  it('never completes a login, or an operation that forbids it', async () => {
    const policy = definePolicy({
      issuer: 'Acme',
      operations: {
        ...operations,
        'sso.callback': { login: true },
        'vault.open': { passwordFallback: 'forbidden' },
      },
    });
    const world = testWorld({ policy: policy as never });
    for (const operation of ['login', 'sso.callback', 'vault.open'] as const) {
      for (const presented of [code, unnamed]) {
        const result = await world.twoFactor.authorize({
          ...ask,
          operation: operation as 'login',
          code: presented,
        });
        if (result.isOk()) expect(result.value.by).toBe('not-enrolled');
        else expect(result.error.kind).toBe('second-factor-invalid');
      }
    }
    expect(
      world.events.filter((event) => event.kind === 'access-granted' && event.by === 'password'),
    ).toEqual([]);
  });

  it('cannot be allowed for a login', () => {
    const rule = { passwordFallback: 'allowed' } as const;
    expect(() => definePolicy({ issuer: 'Acme', operations: { login: rule } })).toThrow(
      /login\.passwordFallback/,
    );
    expect(() => definePolicy({ issuer: 'Acme', operations: { sso: { ...rule, login: true } } })).toThrow(
      RangeError,
    );
  });

  it('never replaces an enrolled factor, even one that the operation does not accept', async () => {
    const policy = definePolicy({
      issuer: 'Acme',
      operations: { ...operations, 'mail.only': { methods: ['email'] } },
    });
    const world = testWorld({ policy: policy as never });
    await enrollTotp(world);
    for (const operation of ['settings.save', 'account.delete', 'mail.only'] as const) {
      for (const presented of [code, unnamed]) {
        const denial = (
          await world.twoFactor.authorize({ ...ask, operation: operation as 'login', code: presented })
        )._unsafeUnwrapErr();
        expect(['second-factor-invalid', 'enrollment-required']).toContain(denial.kind);
      }
    }
    expect((await world.twoFactor.totp.enroll('alice', { proof: { code } })).isErr()).toBe(true);
    expect((await world.twoFactor.totp.remove('alice', { proof: { code } })).isErr()).toBe(true);
  });

  it('is accepted again after the last factor was removed', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const proof = { code: { value: codeOf(secret, world.clock.at) } };
    (await world.twoFactor.totp.remove('alice', { proof }))._unsafeUnwrap();
    expect((await world.twoFactor.authorize({ ...ask, code }))._unsafeUnwrap().by).toBe('password');
  });

  it('is charged like any method: after five wrong ones, even the right one must wait', async () => {
    const world = testWorld();
    const wrong = { ...ask, code: { method: 'password', value: 'wrong' } } as const;
    for (let left = 4; left >= 0; left--)
      expect((await world.twoFactor.authorize(wrong))._unsafeUnwrapErr()).toMatchObject({
        attemptsLeft: left,
      });
    const denial = (await world.twoFactor.authorize({ ...ask, code }))._unsafeUnwrapErr();
    expect(denial).toMatchObject({ kind: 'too-many-attempts', retryAt: world.clock.at + 30_000 });
    world.clock.advance(29_999);
    expect((await world.twoFactor.authorize({ ...ask, code })).isErr()).toBe(true);
    world.clock.advance(1);
    expect((await world.twoFactor.authorize({ ...ask, code }))._unsafeUnwrap().by).toBe('password');
  });

  it('earns no trust', async () => {
    const world = testWorld();
    const client = { ip: '203.0.113.9', session: 's1' };
    expect((await world.twoFactor.authorize({ ...ask, client, code }))._unsafeUnwrap()).not.toHaveProperty(
      'trustedUntil',
    );
    expect((await world.twoFactor.authorize({ ...ask, client })).isErr()).toBe(true);
    expect((await world.twoFactor.trustedClients.list('alice'))._unsafeUnwrap()).toEqual([]);
  });

  it('of 64 hex digits is checked once, as a digest where the host supports it', async () => {
    const digest = createHash('sha256').update('correct horse').digest('hex');
    const asked: string[] = [];
    const plain = accountsIn(new Map([['alice', { password: 'correct horse' }]]));
    const accounts = {
      ...plain,
      verifyPassword: async (subject: string, text: string): Promise<boolean> => {
        asked.push(`plain ${text}`);
        return plain.verifyPassword(subject, text);
      },
      verifyPasswordDigest: async (_: string, text: string): Promise<boolean> => {
        asked.push(`digest ${text}`);
        return text === digest;
      },
    };
    const twoFactor = createTwoFactor({ policy: defaultPolicy, ports: embeddedPorts({ accounts }) });
    for (const value of [digest, digest.toUpperCase()])
      expect((await twoFactor.authorize({ ...ask, code: { method: 'password', value } })).isOk()).toBe(true);
    expect((await twoFactor.authorize({ ...ask, code }))._unsafeUnwrap().by).toBe('password');
    expect(asked).toEqual([`digest ${digest}`, `digest ${digest}`, 'plain correct horse']);
  });

  it('is not asked of an account without one', async () => {
    const world = testWorld({ accounts: { alice: {} } });
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrap().by).toBe('not-enrolled');
    expect(
      (await world.twoFactor.authorize({ ...ask, operation: 'account.delete' }))._unsafeUnwrapErr().kind,
    ).toBe('enrollment-required');
    expect((await world.twoFactor.authorize({ ...ask, code })).isErr()).toBe(true);
  });
});
