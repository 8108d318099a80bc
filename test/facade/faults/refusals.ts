/** A scenario for every kind of refusal. @module */

import type { Denial, ManagementRefusal } from '../../../src/index.ts';
import { type Deployment, client, enroll, withPassword } from './deployment.ts';
import type { Scenario, TestedCall } from './scenarios.ts';

type Refused = Denial | ManagementRefusal;

/** The kind of each refusal, with the reason where it has one. */
type KindName =
  | Exclude<Refused['kind'], 'second-factor-invalid' | 'unavailable'>
  | Extract<Refused, { readonly kind: 'second-factor-invalid' }>['reason'];

const ask = { subject: 'alice', operation: 'settings.save', client } as const;
const wrong = { code: { value: '00000000' } } as const;

/** Alice with an authenticator, and a call. */
function enrolled(
  makeCall: (deployment: Deployment, recoveryCodes: readonly string[]) => ReturnType<TestedCall>,
): Scenario['before'] {
  return async (deployment) => {
    const { recoveryCodes } = await enroll(deployment);
    return () => makeCall(deployment, recoveryCodes);
  };
}

/** Alice with an authenticator, after wrong codes without a lock between them. */
function afterWrongCodes(times: number, waitMs: number): Scenario['before'] {
  return async (deployment) => {
    await enroll(deployment);
    for (let guess = 0; guess < times; guess++) {
      void (await deployment.twoFactor.authorize({ ...ask, ...wrong }));
      deployment.clock.advance(waitMs);
    }
    return () => deployment.twoFactor.authorize({ ...ask, ...wrong });
  };
}

/** As many tokens as a subject may have. */
async function fillTokens({ twoFactor }: Deployment): Promise<void> {
  for (let nth = 0; nth < 50; nth++)
    void (await twoFactor.accessTokens.create('alice', { name: `token ${nth}`, proof: withPassword }));
}

const befores: Readonly<Record<KindName, Scenario['before']>> = {
  'second-factor-required': enrolled(({ twoFactor }) => twoFactor.authorize(ask)),
  'wrong-code': enrolled(({ twoFactor }) => twoFactor.authorize({ ...ask, ...wrong })),
  'code-already-used': async (deployment) => {
    const { recoveryCodes } = await enroll(deployment);
    const code = { value: recoveryCodes[0] ?? '' };
    const request = { ...ask, operation: 'account.delete', code };
    void (await deployment.twoFactor.authorize(request))._unsafeUnwrap();
    return () => deployment.twoFactor.authorize(request);
  },
  'malformed-code': enrolled(({ twoFactor }) => twoFactor.authorize({ ...ask, code: { value: '1' } })),
  'method-unavailable': enrolled(({ twoFactor }) =>
    twoFactor.authorize({ ...ask, code: { method: 'email', value: '00000000' } }),
  ),
  'too-many-attempts': afterWrongCodes(5, 0),
  'factor-disabled': afterWrongCodes(50, 3_600_000),
  'enrollment-required': enrolled(({ twoFactor }) => twoFactor.authorize({ ...ask, operation: 'mail.only' })),
  'access-token-refused': enrolled(({ twoFactor }) => twoFactor.accessTokens.authenticate('sfp_nothing')),
  'unknown-operation': enrolled(({ twoFactor }) => twoFactor.authorize({ ...ask, operation: 'unknown' })),
  'unknown-subject': enrolled(({ twoFactor }) => twoFactor.authorize({ ...ask, subject: 'nobody' })),
  'name-taken': async (deployment) => {
    await fillTokens(deployment);
    const request = { name: 'token 1', proof: withPassword };
    return () => deployment.twoFactor.accessTokens.create('alice', request);
  },
  'limit-reached': async (deployment) => {
    await fillTokens(deployment);
    const request = { name: 'one more', proof: withPassword };
    return () => deployment.twoFactor.accessTokens.create('alice', request);
  },
  'not-found': enrolled(({ twoFactor }) => twoFactor.accessTokens.revoke('alice', 'no token')),
  superseded: enrolled(({ twoFactor }, recoveryCodes) => {
    const [one, other] = recoveryCodes.map((value) => ({ proof: { code: { value } } }));
    const first = twoFactor.recoveryCodes.regenerate('alice', one!);
    const second = twoFactor.recoveryCodes.regenerate('alice', other!);
    return first.andThen(() => second);
  }),
  'invalid-request': enrolled(({ twoFactor }) => twoFactor.reset('alice', { by: '', reason: 'lost phone' })),
};

/** Each is named after the kind or the reason of its refusal; `unavailable` needs a fault. */
export const refusals: readonly Scenario[] = Object.entries(befores).map(([name, before]) => ({
  name,
  isWrong: true,
  before,
}));
