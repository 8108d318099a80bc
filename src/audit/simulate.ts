/** Simulates a decision without storage or a clock, for reviews, tables and tests. @module */

import { Secret } from '../domain/base/secret.ts';
import { decide } from '../domain/decision/decision.ts';
import type { Denial, GrantedBy } from '../domain/decision/denial.ts';
import type { AccountFacts, PresentedToken } from '../domain/decision/situation.ts';
import type { AddressTag, ClientFingerprint } from '../domain/keys/keyed-names.ts';
import type { Factor, Method } from '../domain/policy/method.ts';
import { type Policy, isPolicy } from '../domain/policy/policy.ts';
import type { StoredAccessToken } from '../domain/subject/subject-record.ts';
import { type SubjectState, emptyState } from '../domain/subject/subject-state.ts';
import { explainTrace } from './explain-trace.ts';

/** The facts that a decision considers. A fact that is left out is absent. */
export interface Situation<Operation extends string = string> {
  readonly operation: Operation;
  /** The factors that the account has enrolled. */
  readonly enrolled?: readonly Factor[] | undefined;
  readonly hasPassword?: boolean | undefined;
  /** By default, whether `enrolled` includes `email`. */
  readonly hasVerifiedAddress?: boolean | undefined;
  /** Whether the application requires this account to have a factor. */
  readonly mustHaveFactor?: boolean | undefined;
  /** How many seconds ago the person presented the first factor of this session. */
  readonly signedInSecondsAgo?: number | undefined;
  /** How many seconds ago this client presented a factor. */
  readonly factorAgeSeconds?: number | undefined;
  /** Which factor that was; default the first of `enrolled`, else `totp`. */
  readonly factorMethod?: Factor | undefined;
  /**
   * A valid personal access token for every operation: `bypass` with the bypass flag, `session`
   * without it.
   */
  readonly accessToken?: 'bypass' | 'session' | undefined;
}

/** The result of the decision. `why` explains it in one sentence for each step. */
export type Simulation = { readonly why: readonly string[] } & (
  | { readonly outcome: 'granted'; readonly by: GrantedBy }
  | { readonly outcome: 'asked'; readonly method: Method; readonly availableMethods: readonly Factor[] }
  | { readonly outcome: 'refused'; readonly denial: Denial['kind'] }
);

/**
 * Returns the result of `authorize` without a code. It comes from the same decision that a running
 * deployment makes.
 *
 * @throws {TypeError} if `policy` does not come from `definePolicy` or `parsePolicy`.
 * @example
 * ```ts
 * import { definePolicy } from 'second-factor';
 * import { simulate } from 'second-factor/audit';
 *
 * const policy = definePolicy({ issuer: 'Acme', operations: { 'account.delete': { trustedClients: 'ignored' } } });
 * const operation = 'account.delete';
 *
 * simulate(policy, { operation, enrolled: ['totp'], factorAgeSeconds: 10 }).outcome; // => 'asked'
 * simulate(policy, { operation, accessToken: 'bypass' }).outcome; // => 'granted'
 * simulate(policy, { operation, hasPassword: true }).why.at(-1);
 * // => 'No factor is enrolled, so the password is required.'
 * ```
 */
export function simulate<Operation extends string>(
  policy: Policy<Operation>,
  situation: Situation<NoInfer<Operation>>,
): Simulation {
  if (!isPolicy(policy)) throw new TypeError('policy must come from definePolicy() or parsePolicy()');
  const { operation, enrolled = [], accessToken, factorAgeSeconds, signedInSecondsAgo } = situation;
  const { hasVerifiedAddress = enrolled.includes('email') } = situation;
  const account: AccountFacts = {
    verifiedEmails: hasVerifiedAddress ? ['someone@example.org'] : [],
    hasPassword: situation.hasPassword === true,
    mustHaveFactor: situation.mustHaveFactor,
  };
  const automaticEmail = policy.email.enrollment === 'automatic' && hasVerifiedAddress;
  const state = stateOf(policy, situation, automaticEmail);
  const facts = { account, state, automaticEmail, tagOf: () => address };
  const request = {
    subject: 'someone',
    operation,
    token: accessToken === undefined ? undefined : presentedToken,
    client: factorAgeSeconds === undefined ? undefined : client,
    signedInAt: signedInSecondsAgo === undefined ? undefined : now - signedInSecondsAgo * 1000,
    preferredMethod: undefined,
    code: undefined,
    resend: false,
  };
  const verdict = decide(policy, facts, request, now);
  switch (verdict.kind) {
    case 'granted':
      return { outcome: 'granted', by: verdict.grant.by, why: explainTrace(verdict.grant.trace) };
    case 'ask': {
      const { method, availableMethods } = verdict.asked;
      return { outcome: 'asked', method, availableMethods, why: explainTrace(verdict.trace) };
    }
    case 'denied': {
      const { denial } = verdict;
      return { outcome: 'refused', denial: denial.kind, why: explainTrace(denial.trace ?? []) };
    }
    case 'verify':
      throw new TypeError('verdict must not be "verify" without a code');
  }
}

const now = 0;
const client = 'client' as ClientFingerprint;
const address = 'address' as AddressTag;
const presentedToken: PresentedToken = { id: 'token', digest: new Secret('digest') };

/** Automatic enrollment pins the address before anything is decided. */
function stateOf(policy: Policy, situation: Situation, automaticEmail: boolean): SubjectState {
  const { enrolled = [], accessToken, factorAgeSeconds } = situation;
  const { factorMethod: method = enrolled[0] ?? 'totp' } = situation;
  const factorAt = now - (factorAgeSeconds ?? 0) * 1000;
  const diesAt = factorAt + policy.trust.seconds * 1000;
  return {
    ...emptyState,
    totp: enrolled.includes('totp') ? authenticator : undefined,
    email:
      automaticEmail || enrolled.includes('email') ? { enabledAt: now, addresses: [address] } : undefined,
    trust: factorAgeSeconds === undefined ? undefined : { client, method, factorAt, diesAt, label: '' },
    token: accessToken === undefined ? undefined : { ...token, bypass: accessToken === 'bypass' },
  };
}

const sealed = { keyName: '', nonce: '', ciphertext: '' };

const authenticator: SubjectState['totp'] = {
  id: 'authenticator',
  algorithm: 'SHA1',
  digits: 6,
  periodSeconds: 30,
  sealed,
  enrolledAt: now,
  lastStep: 0,
  spentBy: '',
};

const token: StoredAccessToken = {
  id: 'token',
  digest: 'digest',
  name: 'token',
  owner: sealed,
  bypass: false,
  createdAt: now,
  expiresAt: undefined,
  lastFour: '',
};
