/** The answers: a grant says why, a denial says what to do. Neither carries a secret or what was typed (P18). @module */

import type { Instant } from '../base/instant.ts';
import type { Factor, Method } from '../policy/method.ts';
import type { Trace } from './trace.ts';

/** What a permission rests on. */
export type GrantedBy = 'not-required' | 'not-enrolled' | 'access-token' | 'trusted-client' | Method;

/** The permission. */
export interface Grant {
  readonly subject: string;
  readonly operation: string;
  readonly by: GrantedBy;
  readonly at: Instant;
  /** Until when this client is trusted: before this instant it would be granted again without a code. */
  readonly trustedUntil?: Instant | undefined;
  readonly trace: Trace;
}

/** The state of emailed codes, where the method is `email`. */
export interface EmailChallenge {
  /** Whether this very call sent a code. */
  readonly codeGenerated: boolean;
  /** When the live code ends; absent where there is none. */
  readonly codeExpires?: Instant | undefined;
  /** When another code can be sent. */
  readonly nextCodeAt?: Instant | undefined;
  /** The username, else the masked address: where to look for the mail. */
  readonly emailOrUsername?: string | undefined;
}

interface DenialBase {
  readonly subject: string;
  readonly operation: string;
  readonly trace: Trace;
}

/** What can be presented. */
export interface ChallengeDetails extends DenialBase {
  /** What to present: an enrolled factor, or the password where there is none. */
  readonly method: Method;
  /** The factors that would do; never the password. */
  readonly availableMethods: readonly Factor[];
  /** How many attempts would be compared before the next lock; 0 while one holds. */
  readonly attemptsLeft: number;
  /** While a lock holds: the first instant at which an attempt is compared again. */
  readonly retryAt?: Instant | undefined;
  readonly email?: EmailChallenge | undefined;
}

/** A second factor is needed and none came along. */
export interface SecondFactorRequired extends ChallengeDetails {
  readonly kind: 'second-factor-required';
}

/** What came along did not do: try again. */
export interface SecondFactorInvalid extends ChallengeDetails {
  readonly kind: 'second-factor-invalid';
  /** `malformed-code` and `method-unavailable` were not counted as attempts; `wrong-code` was. */
  readonly reason: 'malformed-code' | 'method-unavailable' | 'wrong-code';
}

/** Too many failures: nothing is compared before `retryAt`. */
export interface TooManyAttempts extends ChallengeDetails {
  readonly kind: 'too-many-attempts';
  readonly retryAt: Instant;
}

/** The hard cap was reached; the factor comes back by re-enrollment with a recovery code, or by a reset. */
export interface FactorDisabled extends DenialBase {
  readonly kind: 'factor-disabled';
  readonly method: Factor;
  readonly availableMethods: readonly Factor[];
}

/** Nothing that is enrolled would do: the subject has to enroll (or start over) first. */
export interface EnrollmentRequired extends DenialBase {
  readonly kind: 'enrollment-required';
  /** The factors that the operation accepts. */
  readonly availableMethods: readonly Factor[];
}

/** The token that came along does not count. */
export interface AccessTokenRefused {
  readonly kind: 'access-token-refused';
  readonly subject?: string;
  readonly operation?: string;
  readonly reason: 'unknown' | 'expired' | 'out-of-scope' | 'not-allowed-here';
  readonly trace: Trace;
}

export interface UnknownOperation extends DenialBase {
  readonly kind: 'unknown-operation';
}

export interface UnknownSubject extends DenialBase {
  readonly kind: 'unknown-subject';
}

/** The names of the ports, as `unavailable` tells them. */
export type PortName =
  | 'clock'
  | 'random'
  | 'hashing'
  | 'sealing'
  | 'storage'
  | 'mailer'
  | 'accounts'
  | 'events'
  | 'policy';

/** A port did not answer, or not in its own words; nobody was let in. Try again later. */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly port: PortName;
  readonly subject?: string;
  readonly operation?: string;
  readonly trace: Trace;
}

/** Every way to be refused; match on `kind`. */
export type Denial =
  | SecondFactorRequired
  | SecondFactorInvalid
  | TooManyAttempts
  | FactorDisabled
  | EnrollmentRequired
  | AccessTokenRefused
  | UnknownOperation
  | UnknownSubject
  | Unavailable;

/** Why a management call was refused although its proof was good. */
export type ManagementRefusal =
  /** Another live token of the subject has this name. */
  | { readonly kind: 'name-taken' }
  /** The subject has as many as the policy allows. */
  | { readonly kind: 'limit-reached'; readonly most: number }
  /** There is nothing by that id or name. */
  | { readonly kind: 'not-found' }
  /** The account changed while the call was under way: ask again. */
  | { readonly kind: 'superseded' }
  /** The request itself cannot be met. */
  | { readonly kind: 'invalid-request'; readonly field: string; readonly problem: string };
