/** What nested calls inherit: a factor verified in this invocation, for the same subject, where the inner rule allows it; nothing else. @module */

import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import {
  type InvocationScope,
  createAmbientScope,
  createInvocationScope,
} from '../../../src/adapters/ddp/index.ts';
import { embeddedPorts } from '../../../src/embedded.ts';
import { type PresentedCode, type TwoFactor, createTwoFactor, definePolicy } from '../../../src/index.ts';
import { virtualClock } from '../../support/virtual-clock.ts';
import { accountsIn, codeOf, enrollTotp } from '../../support/world.ts';

const policy = definePolicy({
  issuer: 'Acme',
  operations: {
    outer: {},
    inner: { trustedClients: 'ignored' },
    'email.only': { methods: ['email'], trustedClients: 'ignored' },
    open: { secondFactor: 'exempt' },
    strict: { trustedClients: 'ignored', accessTokens: 'no-bypass' },
  },
});

type Operation = 'outer' | 'inner' | 'email.only' | 'open' | 'strict';

const client = { ip: '203.0.113.9', session: 's1' };

async function subjectWithTotp() {
  const clock = virtualClock();
  const accounts = new Map([
    ['alice', { password: 'correct horse' }],
    ['bob', { password: 'battery staple' }],
  ]);
  const calls: PresentedCode[] = [];
  const real = createTwoFactor({ policy, ports: embeddedPorts({ clock, accounts: accountsIn(accounts) }) });
  const twoFactor: TwoFactor<Operation> = {
    ...real,
    authorize: (request) => {
      if (request.code?.value !== undefined) calls.push(request.code);
      return real.authorize(request);
    },
  };
  const enrolled = await enrollTotp({ clock, accounts, twoFactor } as never);
  const code = (): PresentedCode => ({ method: 'totp', value: codeOf(enrolled.secret, clock.at) });
  return { clock, twoFactor, calls, code, ...enrolled, scopes: createInvocationScope(twoFactor, { policy }) };
}

async function by(scope: InvocationScope, operation: string): Promise<string> {
  return (await scope.authorize(operation)).match(
    (grant) => grant.by,
    (denial) => denial.kind,
  );
}

describe('createInvocationScope: what is inherited', () => {
  it('is an authenticator code, as far as the inner rule allows it', async () => {
    const { scopes, code, clock, calls } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await by(scope, 'outer')).toBe('totp');
      const inner = (await scope.authorize('inner'))._unsafeUnwrap();
      expect(inner).toEqual({
        subject: 'alice',
        operation: 'inner',
        by: 'totp',
        at: clock.at,
        trace: [
          { step: 'operation', result: 'known' },
          { step: 'code', result: 'inherited totp' },
        ],
      });
      expect(await by(scope, 'email.only')).toBe('enrollment-required');
    });
    expect(calls).toHaveLength(1);
  });

  it('is a recovery code, which stands in for any factor', async () => {
    const { scopes, recoveryCodes } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: { value: recoveryCodes[0]! } }, async (scope) => {
      expect(await by(scope, 'outer')).toBe('recovery-code');
      expect(await by(scope, 'inner')).toBe('recovery-code');
      expect(await by(scope, 'email.only')).toBe('recovery-code');
    });
  });

  it('reaches calls that are nested deeper, and none that are beside', async () => {
    const { scopes, code } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client }, async (outermost) => {
      await scopes.run({ subject: 'alice', client, code: code(), parent: outermost }, async (middle) => {
        expect(await by(middle, 'inner')).toBe('totp');
        await scopes.run({ subject: 'alice', client, parent: middle }, async (innermost) => {
          expect(await by(innermost, 'strict')).toBe('totp');
        });
      });
      await scopes.run({ subject: 'alice', client, parent: outermost }, async (beside) => {
        expect(await by(beside, 'inner')).toBe('second-factor-required');
      });
      expect(await by(outermost, 'inner')).toBe('second-factor-required');
    });
  });
});

describe('createInvocationScope: what is never inherited', () => {
  it('trust', async () => {
    const { scopes, code } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, (scope) => by(scope, 'outer'));
    await scopes.run({ subject: 'alice', client }, async (scope) => {
      expect(await by(scope, 'outer')).toBe('trusted-client');
      expect(await by(scope, 'inner')).toBe('second-factor-required');
    });
  });

  it('an exemption', async () => {
    const { scopes } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client }, async (scope) => {
      expect(await by(scope, 'open')).toBe('not-required');
      expect(await by(scope, 'inner')).toBe('second-factor-required');
    });
  });

  it('a password', async () => {
    const { scopes } = await subjectWithTotp();
    const code = { method: 'password', value: 'battery staple' } as const;
    await scopes.run({ subject: 'bob', client, code }, async (scope) => {
      expect(await by(scope, 'outer')).toBe('password');
      expect(await by(scope, 'inner')).toBe('second-factor-required');
    });
  });

  it('a token, nor anything in a call that came with one', async () => {
    const { scopes, twoFactor, recoveryCodes, code, clock } = await subjectWithTotp();
    const tokenFor = async (name: string, bypass: boolean, proof: PresentedCode) => {
      const made = await twoFactor.accessTokens.create('alice', { name, bypass, proof: { code: proof } });
      return (await twoFactor.accessTokens.authenticate(made._unsafeUnwrap().token))._unsafeUnwrap();
    };
    const bypassing = await tokenFor('a', true, { value: recoveryCodes[0]! });
    await scopes.run({ subject: 'alice', client, accessToken: bypassing }, async (scope) => {
      expect(await by(scope, 'outer')).toBe('access-token');
      expect(await by(scope, 'strict')).toBe('second-factor-required');
    });
    const plain = await tokenFor('b', false, { value: recoveryCodes[1]! });
    clock.advance(30_000);
    await scopes.run({ subject: 'alice', client, accessToken: plain, code: code() }, async (scope) => {
      expect(await by(scope, 'outer')).toBe('totp');
      expect(await by(scope, 'inner')).toBe('second-factor-required');
      await scopes.run({ subject: 'alice', client, parent: scope }, async (nested) => {
        expect(await by(nested, 'inner')).toBe('second-factor-required');
      });
    });
  });

  it('by a token within a call that had none', async () => {
    const { scopes, twoFactor, recoveryCodes, code } = await subjectWithTotp();
    const made = await twoFactor.accessTokens.create('alice', {
      name: 'a',
      proof: { code: { value: recoveryCodes[0]! } },
    });
    const accessToken = (
      await twoFactor.accessTokens.authenticate(made._unsafeUnwrap().token)
    )._unsafeUnwrap();
    await scopes.run({ subject: 'alice', client, code: code() }, async (parent) => {
      expect(await by(parent, 'outer')).toBe('totp');
      await scopes.run({ subject: 'alice', client, accessToken, parent }, async (scope) => {
        expect(await by(scope, 'inner')).toBe('second-factor-required');
      });
    });
  });

  it('by another subject', async () => {
    const { scopes, code } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (parent) => {
      expect(await by(parent, 'outer')).toBe('totp');
      await scopes.run({ subject: 'bob', client, parent }, async (scope) => {
        expect(await by(scope, 'inner')).toBe('second-factor-required');
        await scopes.run({ subject: 'alice', client, parent: scope }, async (again) => {
          expect(await by(again, 'inner')).toBe('second-factor-required');
        });
      });
    });
  });

  it('by a reserved operation, nor from one', async () => {
    const { scopes, code } = await subjectWithTotp();
    const reserved = 'second-factor.account.change';
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await by(scope, 'outer')).toBe('totp');
      expect(await by(scope, reserved)).toBe('second-factor-required');
    });
    const { scopes: others, code: other } = await subjectWithTotp();
    await others.run({ subject: 'alice', client, code: other() }, async (scope) => {
      expect(await by(scope, reserved)).toBe('totp');
      expect(await by(scope, 'inner')).toBe('second-factor-required');
    });
  });

  it('across invocations, nor from one that is over, nor from another façade', async () => {
    const { scopes, code, twoFactor } = await subjectWithTotp();
    let over: InvocationScope | undefined;
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      over = scope;
      expect(await by(scope, 'outer')).toBe('totp');
      const strangers = createInvocationScope(twoFactor, { policy });
      await strangers.run({ subject: 'alice', client, parent: scope }, async (stranger) => {
        expect(await by(stranger, 'inner')).toBe('second-factor-required');
      });
    });
    expect(await by(over!, 'inner')).toBe('second-factor-required');
    await scopes.run({ subject: 'alice', client, parent: over }, async (scope) => {
      expect(await by(scope, 'inner')).toBe('second-factor-required');
    });
    await expect(
      scopes.run({ subject: 'alice', client }, (scope) => {
        over = scope;
        throw new Error('thrown by the method');
      }),
    ).rejects.toThrow('thrown by the method');
    expect(await by(over!, 'inner')).toBe('second-factor-required');
  });

  it('by an unknown operation', async () => {
    const { scopes, code } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await by(scope, 'outer')).toBe('totp');
      for (const name of ['unknown', 'constructor', '__proto__', 'callWithTwoFactorRequired'])
        expect(await by(scope, name)).toBe('unknown-operation');
    });
  });

  it('where the policy cannot be had, or is none', async () => {
    const { twoFactor, code } = await subjectWithTotp();
    let answer: () => typeof policy = () => policy;
    const scopes = createInvocationScope(twoFactor, { policy: () => answer() });
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await by(scope, 'outer')).toBe('totp');
      answer = () => {
        throw new Error('down');
      };
      expect(await by(scope, 'inner')).toBe('second-factor-required');
      answer = () => ({ ...policy });
      expect(await by(scope, 'inner')).toBe('second-factor-required');
      answer = () => policy;
      expect(await by(scope, 'inner')).toBe('totp');
    });
    expect(() => createInvocationScope(twoFactor, { policy: { ...policy } })).toThrow(TypeError);
  });
});

describe('createInvocationScope: the code that came along', () => {
  it('is kept for the call that needs it', async () => {
    const { scopes, code } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await by(scope, 'open')).toBe('not-required');
      await scopes.run({ subject: 'alice', client, parent: scope }, async (nested) => {
        expect(await by(nested, 'inner')).toBe('totp');
      });
    });
  });

  it('is compared once, right or wrong, also where calls are made at the same time', async () => {
    const { scopes, code, calls } = await subjectWithTotp();
    await scopes.run(
      { subject: 'alice', client, code: { method: 'totp', value: '000000' } },
      async (scope) => {
        expect(await by(scope, 'inner')).toBe('second-factor-invalid');
        expect(await by(scope, 'inner')).toBe('second-factor-required');
      },
    );
    expect(calls).toHaveLength(1);
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      const answers = await Promise.all(['inner', 'strict', 'outer', 'inner'].map((name) => by(scope, name)));
      expect(answers).toEqual(['totp', 'totp', 'totp', 'totp']);
    });
    expect(calls).toHaveLength(2);
  });

  it('does not reach a call for another subject', async () => {
    const { scopes, code, calls } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (parent) => {
      await scopes.run({ subject: 'bob', client, parent }, (scope) => by(scope, 'inner'));
    });
    expect(calls).toHaveLength(0);
  });
});

describe('createAmbientScope', () => {
  it('carries the scope to nested calls and to no other invocation', async () => {
    const { twoFactor, code } = await subjectWithTotp();
    const scope = createAmbientScope(twoFactor, {
      policy,
      storage: new AsyncLocalStorage<InvocationScope>(),
    });
    const word = (operation: string) =>
      scope.authorize(operation).match(
        (grant) => grant.by,
        (denial) => denial.kind,
      );
    const nested = (subject: string) => scope.run({ subject, client }, () => word('inner'));

    const outer = scope.run({ subject: 'alice', client, code: code() }, async () => {
      expect(await word('outer')).toBe('totp');
      expect(await word('inner')).toBe('totp');
      expect(await nested('alice')).toBe('totp');
      expect(await nested('bob')).toBe('second-factor-required');
    });
    const beside = nested('alice');
    await outer;
    expect(await beside).toBe('second-factor-required');
    expect(() => scope.authorize('inner')).toThrow(TypeError);
  });

  it('gives nothing to work that outlives its invocation', async () => {
    const { twoFactor, code } = await subjectWithTotp();
    const scope = createAmbientScope(twoFactor, {
      policy,
      storage: new AsyncLocalStorage<InvocationScope>(),
    });
    let release = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      release = resolve;
    });
    let late: Promise<string> | undefined;
    await scope.run({ subject: 'alice', client, code: code() }, async (current) => {
      expect(await by(current, 'outer')).toBe('totp');
      late = over.then(() =>
        scope.authorize('inner').match(
          (grant) => grant.by,
          (denial) => denial.kind,
        ),
      );
    });
    release();
    expect(await late).toBe('second-factor-required');
  });
});
