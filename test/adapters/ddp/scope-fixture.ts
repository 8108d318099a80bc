/** A subject with an authenticator, and the invocation scopes of its façade. @module */

import { type InvocationScope, createInvocationScope } from '../../../src/adapters/ddp/index.ts';
import { embeddedPorts } from '../../../src/embedded.ts';
import { type PresentedCode, type TwoFactor, createTwoFactor, definePolicy } from '../../../src/index.ts';
import { virtualClock } from '../../support/virtual-clock.ts';
import { accountsIn, codeOf, enrollTotp } from '../../support/world.ts';

export const policy = definePolicy({
  issuer: 'Acme',
  operations: {
    outer: {},
    inner: { trustedClients: 'ignored' },
    'email.only': { methods: ['email'], trustedClients: 'ignored' },
    open: { secondFactor: 'exempt' },
    recent: { trustedClients: 'ignored', maxAgeSeconds: 30 },
    now: { trustedClients: 'ignored', maxAgeSeconds: 0 },
    strict: { trustedClients: 'ignored', accessTokens: 'no-bypass' },
  },
});

type Operation = 'outer' | 'inner' | 'email.only' | 'open' | 'recent' | 'now' | 'strict';

export const client = { ip: '203.0.113.9', session: 's1' };

/** `presented` has every code that reaches the façade. */
export async function subjectWithTotp() {
  const clock = virtualClock();
  const accounts = new Map([
    ['alice', { password: 'correct horse' }],
    ['bob', { password: 'battery staple' }],
  ]);
  const presented: PresentedCode[] = [];
  const real = createTwoFactor({ policy, ports: embeddedPorts({ clock, accounts: accountsIn(accounts) }) });
  const twoFactor: TwoFactor<Operation> = {
    ...real,
    authorize: (request) => {
      if (request.code?.value !== undefined) presented.push(request.code);
      return real.authorize(request);
    },
  };
  const enrolled = await enrollTotp({ clock, accounts, twoFactor } as never);
  const code = (): PresentedCode => ({ method: 'totp', value: codeOf(enrolled.secret, clock.at) });
  return {
    clock,
    twoFactor,
    presented,
    code,
    ...enrolled,
    accounts,
    scopes: createInvocationScope(twoFactor, { policy, now: () => clock.at }),
  };
}

/** How the operation is granted, or the kind of the denial. */
export async function outcomeOf(
  scope: Pick<InvocationScope, 'authorize'>,
  operation: string,
): Promise<string> {
  return (await scope.authorize(operation)).match(
    (grant) => grant.by,
    (denial) => denial.kind,
  );
}
