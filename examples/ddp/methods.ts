/** The methods of the Realtime example. Each is authorized before it does anything. @module */

import type { Denial, ManagementProof, ManagementRefusal, ResultAsync } from 'second-factor';
import type { InvocationScope } from 'second-factor/ddp';
import { twoFactor } from './application.ts';

/** The arguments and the scope of one call, and the proof for the library's own calls. */
export interface Call {
  readonly params: readonly unknown[];
  readonly scope: InvocationScope;
  readonly proof: ManagementProof;
}

export type Method = (call: Call) => ResultAsync<object, Denial | ManagementRefusal>;

/** The only methods that exist. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries<Method>({
    'settings.save': ({ scope, params }) =>
      scope.authorize('settings.save').map(({ by }) => ({ saved: params, by })),

    'account.delete': ({ scope }) =>
      scope.authorize('account.delete').map(({ by }) => ({ deleted: true, by })),

    // Two operations in one call: the second inherits the factor verified for the first.
    'account.close': ({ scope }) =>
      scope
        .authorize('settings.save')
        .andThen(() => scope.authorize('account.delete'))
        .map(({ by }) => ({ closed: true, by })),

    // The library guards its own calls itself.
    'totp/enroll': ({ scope: { subject }, proof }) => twoFactor.totp.enroll(subject, { proof }),

    'totp/confirm': ({ scope: { subject }, params: [code] }) => twoFactor.totp.confirm(subject, String(code)),

    'tokens/create': ({ scope: { subject }, params: [name, bypass], proof }) =>
      twoFactor.accessTokens.create(subject, { name: String(name), bypass: bypass === true, proof }),
  }),
);
