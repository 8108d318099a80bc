/** P9: where a rule refuses recovery codes, one is not accepted, charged or spent. @module */

import { expect, it } from 'vitest';
import { createInvocationScope } from '../../src/adapters/ddp/index.ts';
import { definePolicy } from '../../src/index.ts';
import { enrollTotp, operations, testWorld } from '../support/world.ts';

const policy = definePolicy({
  issuer: 'Acme',
  operations: { ...operations, 'settings.save': { recoveryCodes: 'refused' } },
});

it.each([undefined, 'recovery-code', 'totp', 'email'] as const)(
  'P9 a recovery code opens nothing where the rule refuses it, under the name %s',
  async (method) => {
    const world = testWorld({ policy });
    const { recoveryCodes } = await enrollTotp(world);
    const code = { method, value: recoveryCodes[0]! };
    const refused = await world.twoFactor.authorize({ subject: 'alice', operation: 'settings.save', code });
    expect(refused._unsafeUnwrapErr()).toMatchObject({
      kind: 'second-factor-invalid',
      reason: 'method-unavailable',
      method: 'totp',
      attemptsLeft: 5,
    });
    const elsewhere = await world.twoFactor.authorize({
      subject: 'alice',
      operation: 'account.delete',
      code,
    });
    expect(elsewhere._unsafeUnwrap().by).toBe('recovery-code');
  },
);

it('P9 a password in the shape of a recovery code is still a password', async () => {
  const password = 'ABCD-EFGH-JKMN-PQRS';
  const world = testWorld({ policy, accounts: { alice: { password } } });
  for (const code of [{ value: password }, { method: 'password', value: password } as const]) {
    const granted = await world.twoFactor.authorize({ subject: 'alice', operation: 'settings.save', code });
    expect(granted._unsafeUnwrap().by).toBe('password');
  }
});

it('P9 an operation that refuses recovery codes inherits none from an outer call', async () => {
  const world = testWorld({ policy });
  const { recoveryCodes } = await enrollTotp(world);
  const scopes = createInvocationScope(world.twoFactor, { policy });
  const code = { value: recoveryCodes[0]! };
  await scopes.run({ subject: 'alice', code }, async (scope) => {
    const outer = await scope.authorize('account.delete');
    expect(outer._unsafeUnwrap().by).toBe('recovery-code');
    const inner = await scope.authorize('settings.save');
    expect(inner._unsafeUnwrapErr().kind).toBe('second-factor-required');
  });
});
