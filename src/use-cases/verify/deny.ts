/** The denials that ask for something: what to present, what is left, and when. @module */

import { maskAddress } from '../../domain/base/email-address.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import { liveCodeFor } from '../../domain/codes/email-code.ts';
import {
  type Asked,
  type Facts,
  attemptDetails,
  chooseMethod,
  deliverableTo,
} from '../../domain/decision/challenge.ts';
import type {
  Denial,
  EmailChallenge,
  SecondFactorInvalid,
  SecondFactorRequired,
  TooManyAttempts,
} from '../../domain/decision/denial.ts';
import type { Trace } from '../../domain/decision/trace.ts';
import type { Method } from '../../domain/policy/method.ts';
import { locksOf } from '../../domain/subject/attempts.ts';
import type { ChargeOutcome } from '../../domain/subject/charge.ts';
import { hasFactor } from '../../domain/subject/enrolled.ts';
import { nextMailAt, subjectLimits } from '../../domain/subject/mail-limits.ts';
import type { EmailCodePurpose } from '../../domain/subject/subject-record.ts';
import type { Call } from '../call/call.ts';
import type { Question } from '../call/question.ts';
import type { SentCode } from './send-email-code.ts';

/** What a denial that asks for something says of itself. */
export type Challenge =
  | Pick<SecondFactorRequired, 'kind'>
  | Pick<SecondFactorInvalid, 'kind' | 'reason'>
  | Pick<TooManyAttempts, 'kind' | 'retryAt' | 'attemptsLeft'>;

/** Asks for something. `sent` is what came of mailing a code, where one was due. */
export function challengeDenial(
  question: Question,
  facts: Facts,
  { method, availableMethods, purpose }: Asked,
  challenge: Challenge,
  trace: Trace,
  sent?: SentCode,
): Denial {
  const { policy, at, about } = question;
  return withoutUndefined({
    ...about,
    method,
    availableMethods,
    ...attemptDetails(method, facts.state, locksOf(policy.attempts), at),
    email: method === 'email' ? emailChallenge(question, facts, purpose, sent) : undefined,
    ...challenge,
    trace,
  });
}

/** A challenge about the method that a code was compared with, and what else is available. */
export function askedAgain(question: Question, facts: Facts, method: Method): Asked {
  const choice = chooseMethod(question.rule, facts, method, locksOf(question.policy.attempts));
  // Not the choice's purpose: the attempt that reaches the cap leaves nothing to choose, and is compared all the same (P3).
  const purpose = hasFactor(facts.state, facts.automaticEmail) ? 'challenge' : 'first-factor';
  return { method, availableMethods: choice.kind === 'asked' ? choice.asked.availableMethods : [], purpose };
}

function emailChallenge(
  { policy, at }: Question,
  facts: Facts,
  purpose: EmailCodePurpose,
  sent: SentCode | undefined,
): EmailChallenge {
  const { state, account } = facts;
  const { recipient, ...details } = sent ?? {
    codeGenerated: false,
    codeExpires: liveCodeFor(purpose, state, at)?.expiresAt,
    nextCodeAt: nextMailAt(state.mails, subjectLimits(policy.email), at),
    recipient: deliverableTo(facts, purpose)[0],
  };
  return withoutUndefined({
    ...details,
    emailOrUsername: account.username ?? (recipient && maskAddress(recipient)),
  });
}

/** A first code that did not confirm: nothing is pending, or the code is wrong, misshapen or too early. */
export function enrollmentDenial({ about, policy, at }: Call, charge: ChargeOutcome): Denial {
  const trace: Trace = [{ step: 'attempt', result: charge.kind }];
  const details = { ...about, method: 'totp', availableMethods: ['totp'], trace } as const;
  const left = withoutUndefined(attemptDetails('enrollment', charge.state, locksOf(policy.attempts), at));
  switch (charge.kind) {
    case 'locked':
      return { kind: 'too-many-attempts', ...details, attemptsLeft: 0, retryAt: charge.retryAt };
    case 'malformed':
      return { kind: 'second-factor-invalid', reason: 'malformed-code', ...details, ...left };
    case 'charged':
      return { kind: 'second-factor-invalid', reason: 'wrong-code', ...details, ...left };
    case 'disabled':
    case 'not-enrolled':
    case 'trusted':
      return { kind: 'enrollment-required', availableMethods: ['totp'], ...about, trace };
  }
}
