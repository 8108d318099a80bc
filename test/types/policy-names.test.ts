/** What must not compile; `npm run types` checks each `@ts-expect-error`. @module */

import { expect, it } from 'vitest';
import { embeddedPorts } from '../../src/embedded.ts';
import {
  type AccessTokenRequest,
  type Denial,
  type OperationOf,
  type Policy,
  createTwoFactor,
  definePolicy,
} from '../../src/index.ts';
import { accountsIn } from '../support/world.ts';

const policy = definePolicy({
  issuer: 'Acme',
  operations: { login: {}, 'settings.save': {} },
  enrollment: { firstFactor: 'session' },
});
const twoFactor = createTwoFactor({
  policy,
  ports: embeddedPorts({ accounts: accountsIn(new Map([['alice', {}]])) }),
});

it('a misspelled operation does not compile, and is refused at run time', async () => {
  // @ts-expect-error -- the policy has no such operation
  const misspelled = await twoFactor.authorize({ subject: 'alice', operation: 'setings.save' });
  expect(misspelled._unsafeUnwrapErr().kind).toBe('unknown-operation');
  // @ts-expect-error -- nor the name of an inherited property
  const inherited = await twoFactor.authorize({ subject: 'alice', operation: 'constructor' });
  expect(inherited._unsafeUnwrapErr().kind).toBe('unknown-operation');
  const reserved = await twoFactor.authorize({ subject: 'alice', operation: 'second-factor.account.change' });
  expect(reserved._unsafeUnwrap().by).toBe('not-enrolled');
});

it('the operations of a policy have a type', () => {
  const operation: OperationOf<typeof policy> = 'settings.save';
  expect(policy.operations[operation]).toBeDefined();
  // @ts-expect-error -- the policy has no such operation
  const misspelled: OperationOf<typeof policy> = 'setings.save';
  expect(policy.operations[misspelled]).toBeUndefined();
});

it('a scope that is not an operation does not compile', async () => {
  const request: AccessTokenRequest<'login' | 'settings.save'> = {
    name: 'ci',
    // @ts-expect-error -- the policy has no such operation
    scopes: ['setings.save'],
    proof: {},
  };
  const refused = await twoFactor.accessTokens.create('alice', request);
  expect(refused._unsafeUnwrapErr()).toMatchObject({ kind: 'invalid-request', field: 'scopes[0]' });
});

it('only `definePolicy` and `parsePolicy` make a policy', () => {
  const copy = { ...policy };
  expect(() =>
    createTwoFactor({ policy: copy, ports: embeddedPorts({ accounts: accountsIn(new Map()) }) }),
  ).toThrow(TypeError);
  const { issuer, operations, totp, email, recoveryCodes, trust, attempts, enrollment, accessTokens } =
    policy;
  const parts = { issuer, operations, totp, email, recoveryCodes, trust, attempts, enrollment, accessTokens };
  // @ts-expect-error -- a look-alike lacks the mark of a checked policy
  const alike: Policy = parts;
  expect(alike).toEqual(policy);
});

it('a denial that is not handled does not compile', () => {
  // @ts-expect-error -- `unavailable` and others are not handled, so this may return undefined
  function incomplete(denial: Denial): string {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the point of this test
    switch (denial.kind) {
      case 'second-factor-required':
        return 'ask';
      case 'second-factor-invalid':
        return 'ask again';
    }
  }
  expect(incomplete({ kind: 'unavailable', port: 'storage', trace: [] })).toBeUndefined();
});

it('a rule with an unknown field or value does not compile', () => {
  // @ts-expect-error -- not a value of the field
  expect(() => definePolicy({ issuer: 'Acme', operations: { save: { trustedClients: 'honored' } } })).toThrow(
    RangeError,
  );
  // @ts-expect-error -- not a field
  expect(() => definePolicy({ issuer: 'Acme', operations: { save: { trustedClient: 'ignored' } } })).toThrow(
    /operations\.save\.trustedClient/,
  );
});
