/**
 * Grants and denials: a grant says why, a denial says what to do. Neither carries a secret or what
 * was typed (P18).
 * @module
 */

import type { Instant } from '../base/instant.ts';
import type { Factor, Method } from '../policy/method.ts';
import type { Trace } from './trace.ts';

/** What a grant rests on. */
export type GrantedBy = 'not-required' | 'not-enrolled' | 'access-token' | 'trusted-client' | Method;

/** The permission. */
export interface Grant {
  readonly subject: string;
  readonly operation: string;
  readonly by: GrantedBy;
  readonly at: Instant;
  /**
   * The instant until which this client is trusted: until then it passes without a code where the
   * rule honors that trust.
   */
  readonly trustedUntil?: Instant | undefined;
  /**
   * Only of `second-factor.account.change`, where a factor earned it: by it `accountChanged` knows
   * its own grant, and takes it once. Text that survives JSON and opens nothing else; any change of
   * the subject voids it.
   */
  readonly receipt?: string | undefined;
  readonly trace: Trace;
}

/** The three facts of an emailed code, from the storage to the wire. */
export interface EmailCodeStatus {
  /** Whether this very call sent a code. */
  readonly codeGenerated: boolean;
  /** The instant at which the live code expires; absent without a live code. */
  readonly codeExpires?: Instant | undefined;
  /** The instant from which another code can be sent. */
  readonly nextCodeAt?: Instant | undefined;
}

/** The state of emailed codes, if the method is `email`. */
export interface EmailChallenge extends EmailCodeStatus {
  /** The username, else the masked address, so that the person knows where to look. */
  readonly emailOrUsername?: string | undefined;
}

interface DenialBase {
  readonly subject: string;
  readonly operation: string;
  readonly trace: Trace;
}

/** What can be presented. */
export interface ChallengeDetails extends DenialBase {
  /** What to present: an enrolled factor, or the password if none is enrolled. */
  readonly method: Method;
  /** The factors that would be accepted; never the password. */
  readonly availableMethods: readonly Factor[];
  /** How many attempts would be compared before the next lock; 0 during a lock. */
  readonly attemptsLeft: number;
  /** During a lock: the first instant at which an attempt is compared again. */
  readonly retryAt?: Instant | undefined;
  readonly email?: EmailChallenge | undefined;
}

/** A second factor is needed and none was presented. */
export interface SecondFactorRequired extends ChallengeDetails {
  readonly kind: 'second-factor-required';
}

/** The code was not accepted; ask again. */
export interface SecondFactorInvalid extends ChallengeDetails {
  readonly kind: 'second-factor-invalid';
  /**
   * Only `wrong-code` counts as an attempt. `code-already-used`: the code is right, but it was
   * used, or a newer one of the app was: wait for the next one.
   */
  readonly reason: 'malformed-code' | 'method-unavailable' | 'wrong-code' | 'code-already-used';
}

/** Too many failures: no attempt is compared before `retryAt`. */
export interface TooManyAttempts extends ChallengeDetails {
  readonly kind: 'too-many-attempts';
  readonly retryAt: Instant;
}

/**
 * The cap of failures was reached. A factor comes back by a new enrollment with a recovery code, a
 * password by being changed (`accountChanged`), each of them by `unlock` or a reset.
 */
export interface FactorDisabled extends DenialBase {
  readonly kind: 'factor-disabled';
  /** The factor, or the password where it stands in because no factor is enrolled. */
  readonly method: Factor | 'password';
  readonly availableMethods: readonly Factor[];
}

/** No enrolled factor would be accepted: the subject must enroll one first. */
export interface EnrollmentRequired extends DenialBase {
  readonly kind: 'enrollment-required';
  /**
   * `sign-in-again`: nothing is enrolled that could be asked for, and the session is not fresh
   * enough to stand in. After a sign-in, repeat the call with the new `client.signedInAt`.
   */
  readonly reason?: 'sign-in-again';
  /** The factors that the operation accepts. */
  readonly availableMethods: readonly Factor[];
}

/** The presented token does not count. */
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

/** The names of the ports, as `unavailable` reports them. */
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

/**
 * A port failed, timed out, or returned something that its contract does not allow. Nobody was let
 * in; try again later.
 */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly port: PortName;
  readonly subject?: string;
  readonly operation?: string;
  readonly trace: Trace;
}

/** Every denial; match on `kind`. */
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

/** Why a management call was refused although its proof was accepted. */
export type ManagementRefusal =
  /** Another live token of the subject has this name. */
  | { readonly kind: 'name-taken' }
  /** The subject has as many as the policy allows. */
  | { readonly kind: 'limit-reached'; readonly most: number }
  /** Nothing has that id or name. */
  | { readonly kind: 'not-found' }
  /** The account changed, or tokens or all trust were revoked, during the call: repeat it. */
  | { readonly kind: 'superseded' }
  /** The request itself is invalid. */
  | { readonly kind: 'invalid-request'; readonly field: string; readonly problem: string };
