/** What a nested call never inherits. @module */

import { describe, expect, it } from 'vitest';
import { type InvocationScope, createInvocationScope } from '../../../src/adapters/ddp/index.ts';
import { client, outcomeOf, policy, subjectWithTotp } from './scope-fixture.ts';

describe('nothing is inherited', () => {
  it('from a trusted client', async () => {
    const { scopes, code } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, (scope) => outcomeOf(scope, 'outer'));
    await scopes.run({ subject: 'alice', client }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('trusted-client');
      expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
    });
  });

  it('from an exempt operation', async () => {
    const { scopes } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client }, async (scope) => {
      expect(await outcomeOf(scope, 'open')).toBe('not-required');
      expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
    });
  });

  it('from a password', async () => {
    const { scopes } = await subjectWithTotp();
    const code = { method: 'password', value: 'battery staple' } as const;
    await scopes.run({ subject: 'bob', client, code }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('password');
      expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
    });
  });

  it('from an access token, or in a call that carries one', async () => {
    const { scopes, twoFactor, recoveryCodes, code, clock } = await subjectWithTotp();
    const tokenFor = async (name: string, bypass: boolean, value: string) => {
      const created = await twoFactor.accessTokens.create('alice', {
        name,
        bypass,
        proof: { code: { value } },
      });
      return (await twoFactor.accessTokens.authenticate(created._unsafeUnwrap().token))._unsafeUnwrap();
    };
    const bypassing = await tokenFor('a', true, recoveryCodes[0]!);
    await scopes.run({ subject: 'alice', client, accessToken: bypassing }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('access-token');
      expect(await outcomeOf(scope, 'strict')).toBe('second-factor-required');
    });
    const plain = await tokenFor('b', false, recoveryCodes[1]!);
    clock.advance(30_000);
    await scopes.run({ subject: 'alice', client, accessToken: plain, code: code() }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
      await scopes.run({ subject: 'alice', client, parent: scope }, async (nested) => {
        expect(await outcomeOf(nested, 'inner')).toBe('second-factor-required');
      });
    });
  });

  it('by a nested call that carries an access token', async () => {
    const { scopes, twoFactor, recoveryCodes, code } = await subjectWithTotp();
    const created = await twoFactor.accessTokens.create('alice', {
      name: 'a',
      proof: { code: { value: recoveryCodes[0]! } },
    });
    const accessToken = (
      await twoFactor.accessTokens.authenticate(created._unsafeUnwrap().token)
    )._unsafeUnwrap();
    await scopes.run({ subject: 'alice', client, code: code() }, async (parent) => {
      expect(await outcomeOf(parent, 'outer')).toBe('totp');
      await scopes.run({ subject: 'alice', client, accessToken, parent }, async (scope) => {
        expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
      });
    });
  });

  it('by another subject', async () => {
    const { scopes, code } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (parent) => {
      expect(await outcomeOf(parent, 'outer')).toBe('totp');
      await scopes.run({ subject: 'bob', client, parent }, async (scope) => {
        expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
        await scopes.run({ subject: 'alice', client, parent: scope }, async (again) => {
          expect(await outcomeOf(again, 'inner')).toBe('second-factor-required');
        });
      });
    });
  });

  it('by a reserved operation, or from one', async () => {
    const { scopes, code } = await subjectWithTotp();
    const reserved = 'second-factor.account.change';
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      expect(await outcomeOf(scope, reserved)).toBe('second-factor-required');
    });
    const { scopes: otherScopes, code: otherCode } = await subjectWithTotp();
    await otherScopes.run({ subject: 'alice', client, code: otherCode() }, async (scope) => {
      expect(await outcomeOf(scope, reserved)).toBe('totp');
      expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
    });
  });

  it('from an invocation that has ended, or from another façade', async () => {
    const { scopes, code, twoFactor } = await subjectWithTotp();
    let ended: InvocationScope | undefined;
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      ended = scope;
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      const otherScopes = createInvocationScope(twoFactor, { policy });
      await otherScopes.run({ subject: 'alice', client, parent: scope }, async (nested) => {
        expect(await outcomeOf(nested, 'inner')).toBe('second-factor-required');
      });
    });
    expect(await outcomeOf(ended!, 'inner')).toBe('second-factor-required');
    await scopes.run({ subject: 'alice', client, parent: ended }, async (scope) => {
      expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
    });
    await expect(
      scopes.run({ subject: 'alice', client }, (scope) => {
        ended = scope;
        throw new Error('thrown by the method');
      }),
    ).rejects.toThrow('thrown by the method');
    expect(await outcomeOf(ended!, 'inner')).toBe('second-factor-required');
  });

  it('by an unknown operation', async () => {
    const { scopes, code } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      for (const name of ['unknown', 'constructor', '__proto__', 'callWithTwoFactorRequired'])
        expect(await outcomeOf(scope, name)).toBe('unknown-operation');
    });
  });

  it('while the policy cannot be read or is invalid, and an invalid policy is a TypeError', async () => {
    const { twoFactor, code } = await subjectWithTotp();
    let currentPolicy: () => typeof policy = () => policy;
    const scopes = createInvocationScope(twoFactor, { policy: () => currentPolicy() });
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      currentPolicy = () => {
        throw new Error('down');
      };
      expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
      currentPolicy = () => ({ ...policy });
      expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
      currentPolicy = () => policy;
      expect(await outcomeOf(scope, 'inner')).toBe('totp');
    });
    expect(() => createInvocationScope(twoFactor, { policy: { ...policy } })).toThrow(TypeError);
  });
});
