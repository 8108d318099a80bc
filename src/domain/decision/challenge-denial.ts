/**
 * The denials that ask for something: what to present, how many attempts are left, and when to
 * retry.
 * @module
 */

import { maskAddress } from '../base/email-address.ts';
import type { Instant } from '../base/instant.ts';
import { withoutUndefined } from '../base/without-undefined.ts';
import { liveCodeFor } from '../codes/email-code.ts';
import { type Locks, attemptsLeft, lockedUntil, locksOf } from '../subject/attempts.ts';
import { nextMailAt, subjectLimits } from '../subject/mail-limits.ts';
import type { AttemptScope, EmailCodePurpose } from '../subject/subject-record.ts';
import type { SubjectState } from '../subject/subject-state.ts';
import { type Asked, deliverableTo } from './choose-method.ts';
import type {
  Denial,
  EmailChallenge,
  EmailCodeStatus,
  SecondFactorInvalid,
  SecondFactorRequired,
  TooManyAttempts,
} from './denial.ts';
import { type Situation, about } from './situation.ts';
import type { Trace } from './trace.ts';

/** What is specific to one denial that asks for something. */
export type Challenge =
  | Pick<SecondFactorRequired, 'kind'>
  | Pick<SecondFactorInvalid, 'kind' | 'reason'>
  | Pick<TooManyAttempts, 'kind' | 'retryAt' | 'attemptsLeft'>;

/**
 * A denial that asks for something.
 *
 * @param sent what came of mailing a code in this very call, if one was due
 */
export function challengeDenial(
  situation: Situation,
  { method, availableMethods, purpose }: Asked,
  challenge: Challenge,
  trace: Trace,
  sent?: EmailCodeStatus,
): Denial {
  const { policy, facts, request, at } = situation;
  return withoutUndefined({
    ...about(request, trace),
    method,
    availableMethods,
    ...attemptDetails(method, facts.state, locksOf(policy.attempts), at),
    email:
      method === 'email'
        ? emailChallenge(situation, purpose, sent ?? emailCodeStatus(situation, purpose))
        : undefined,
    ...challenge,
  });
}

/** The failures of a scope as a challenge shows them. */
export function attemptDetails(
  scope: AttemptScope,
  state: SubjectState,
  locks: Locks,
  at: Instant,
): { readonly attemptsLeft: number; readonly retryAt: Instant | undefined } {
  const attempts = state.attempts[scope];
  const until = attempts === undefined ? 0 : lockedUntil(attempts, locks, at);
  return {
    attemptsLeft: attemptsLeft(scope, attempts, locks, at),
    retryAt: at < until ? until : undefined,
  };
}

/** The emailed code as it is stored, if this call sends none. */
function emailCodeStatus({ policy, facts, at }: Situation, purpose: EmailCodePurpose): EmailCodeStatus {
  return {
    codeGenerated: false,
    codeExpires: liveCodeFor(purpose, facts.state, at)?.expiresAt,
    nextCodeAt: nextMailAt(facts.state.mails, subjectLimits(policy.email), at),
  };
}

function emailChallenge(
  { facts }: Situation,
  purpose: EmailCodePurpose,
  status: EmailCodeStatus,
): EmailChallenge {
  const [address] = deliverableTo(facts, purpose);
  const masked = address === undefined ? undefined : maskAddress(address);
  return withoutUndefined({ ...status, emailOrUsername: facts.account.username ?? masked });
}
