/** The denials that ask for something: what to present, what is left, and when. @module */

import { locksOf } from '../domain/attempts.ts';
import {
  type Asked,
  type Facts,
  attemptDetails,
  chooseMethod,
  deliverableTo,
  emailDetails,
} from '../domain/challenge.ts';
import type { ChargeAnswer } from '../domain/charge.ts';
import type { Denial, SecondFactorInvalid } from '../domain/denial.ts';
import { maskAddress } from '../domain/email-address.ts';
import { hasFactor } from '../domain/enrolled.ts';
import type { Instant } from '../domain/instant.ts';
import { nextMailAt, subjectLimits } from '../domain/mail-limits.ts';
import type { Method } from '../domain/method.ts';
import type { Policy } from '../domain/policy.ts';
import type { EmailCodePurpose } from '../domain/subject-record.ts';
import type { Trace } from '../domain/trace.ts';
import type { Question } from './question.ts';
import type { SentCode } from './send-email-code.ts';
import type { About } from './world.ts';

/** What is denied. `sent` is what came of mailing a code, where one was due. */
export type Challenge = {
  readonly asked: Asked;
  readonly trace: Trace;
  readonly sent?: SentCode;
} & (
  | { readonly kind: 'second-factor-required' }
  | { readonly kind: 'second-factor-invalid'; readonly reason: SecondFactorInvalid['reason'] }
  | { readonly kind: 'too-many-attempts'; readonly retryAt: Instant }
);

export function challengeDenial(question: Question, facts: Facts, challenge: Challenge): Denial {
  const { policy, at, request } = question;
  const { method, availableMethods } = challenge.asked;
  const details = {
    subject: request.subject,
    operation: request.operation,
    method,
    availableMethods,
    ...attemptDetails(method, facts.state, locksOf(policy.attempts), at),
    ...(method === 'email'
      ? { email: emailChallenge(question, facts, challenge.asked.purpose, challenge.sent) }
      : {}),
    trace: challenge.trace,
  };
  switch (challenge.kind) {
    case 'second-factor-required':
      return { kind: 'second-factor-required', ...details };
    case 'second-factor-invalid':
      return { kind: 'second-factor-invalid', reason: challenge.reason, ...details };
    case 'too-many-attempts':
      return { kind: 'too-many-attempts', ...details, attemptsLeft: 0, retryAt: challenge.retryAt };
  }
}

/** A challenge about the method that a code was compared with, and what else is available. */
export function askedAgain(question: Question, facts: Facts, method: Method): Asked {
  const choice = chooseMethod(question.rule, facts, method, locksOf(question.policy.attempts));
  // Not the choice's purpose: the attempt that reaches the cap leaves nothing to choose, and is compared all the same (P3).
  const purpose: EmailCodePurpose = hasFactor(facts.state, facts.automaticEmail)
    ? 'challenge'
    : 'first-factor';
  return { method, availableMethods: choice.kind === 'asked' ? choice.asked.availableMethods : [], purpose };
}

function emailChallenge(
  question: Question,
  facts: Facts,
  purpose: EmailCodePurpose,
  sent: SentCode | undefined,
): ReturnType<typeof emailDetails> {
  if (sent !== undefined) return emailDetails(facts, sent, mask(sent.recipient));
  const { policy, at } = question;
  const { emailCode, mails } = facts.state;
  const live =
    emailCode !== undefined && emailCode.purpose === purpose && at < emailCode.expiresAt
      ? emailCode
      : undefined;
  const nextCodeAt = nextMailAt(mails, subjectLimits(policy.email), at);
  return emailDetails(
    facts,
    { codeGenerated: false, codeExpires: live?.expiresAt, nextCodeAt },
    mask(deliverableTo(facts, purpose)[0]),
  );
}

function mask(address: string | undefined): string | undefined {
  return address === undefined ? undefined : maskAddress(address);
}

/** A first code that did not confirm: nothing is pending, or the code is wrong, misshapen or too early. */
export function challengeOfEnrollment(
  about: About,
  policy: Policy,
  charge: ChargeAnswer,
  at: Instant,
): Denial {
  const trace: Trace = [{ step: 'attempt', result: charge.word }];
  if (charge.word === 'not-enrolled' || charge.word === 'trusted' || charge.word === 'disabled') {
    return { kind: 'enrollment-required', availableMethods: ['totp'], ...about, trace };
  }
  const left = attemptDetails('enrollment', charge.state, locksOf(policy.attempts), at);
  const details = { ...about, method: 'totp' as const, availableMethods: ['totp' as const], ...left, trace };
  if (charge.word === 'locked')
    return { kind: 'too-many-attempts', ...details, attemptsLeft: 0, retryAt: charge.retryAt };
  return {
    kind: 'second-factor-invalid',
    reason: charge.word === 'malformed' ? 'malformed-code' : 'wrong-code',
    ...details,
  };
}
