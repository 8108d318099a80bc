/** Pure judgments about an attempt: what its charge means, and what it is denied with. @module */

import { deepFreeze } from '../base/deep-freeze.ts';
import type { Method } from '../policy/method.ts';
import { isDisabled, locksOf } from '../subject/attempts.ts';
import type { Candidate, ChargeOutcome } from '../subject/charge.ts';
import { withoutCharge } from '../subject/give-back.ts';
import { type Challenge, challengeDenial } from './challenge-denial.ts';
import { type Asked, chooseMethod, hasAnyFactor } from './choose-method.ts';
import { decide } from './decision.ts';
import type { Denial, Grant } from './denial.ts';
import { type Situation, about } from './situation.ts';
import type { Trace } from './trace.ts';

type Charged = Extract<ChargeOutcome, { readonly kind: 'charged' }>;

/** A charged attempt, ready to be compared. */
export interface Attempt {
  readonly situation: Situation;
  readonly method: Method;
  readonly charge: Charged;
  readonly asked: Asked;
  readonly trace: Trace;
}

/** What a charge means for the decision. */
export type ChargeJudgment =
  | { readonly kind: 'compare'; readonly attempt: Attempt }
  | { readonly kind: 'granted'; readonly grant: Grant }
  /** None of the candidates is enrolled: nothing was charged. */
  | { readonly kind: 'not-enrolled'; readonly trace: Trace }
  | { readonly kind: 'denied'; readonly denial: Denial }
  /** The outcome contradicts itself or the question: the storage mixed something up. */
  | { readonly kind: 'contradiction' };

/**
 * Judges by the state that the charge saw: trust may have become live meanwhile, or the storage may
 * have lost the factors.
 */
export function judgeCharge(
  situation: Situation,
  candidates: readonly Candidate[],
  charge: ChargeOutcome,
): ChargeJudgment {
  const { policy, facts, request, at } = situation;
  const verdict = decide(policy, facts, request, at);
  if (verdict.kind === 'denied') return verdict;
  if (charge.kind === 'trusted') return verdict.kind === 'granted' ? verdict : { kind: 'contradiction' };
  if (verdict.kind !== 'verify') return { kind: 'contradiction' };
  const result = 'method' in charge ? `${charge.kind} ${charge.method}` : charge.kind;
  const trace: Trace = [...verdict.trace, { step: 'attempt', result }];
  if (charge.kind === 'not-enrolled') return { kind: 'not-enrolled', trace };

  const { method } = charge;
  // A charge of a method that is no candidate belongs to another call and must open nothing (P13,
  // P16).
  if (method === 'enrollment' || !isCandidate(candidates, method, situation))
    return { kind: 'contradiction' };
  const asked = askAgain(situation, method);
  switch (charge.kind) {
    case 'locked': {
      const challenge = {
        kind: 'too-many-attempts',
        attemptsLeft: 0,
        retryAt: charge.retryAt,
      } as const;
      return { kind: 'denied', denial: challengeDenial(situation, asked, challenge, trace) };
    }
    case 'disabled':
      return method === 'recovery-code'
        ? { kind: 'contradiction' }
        : { kind: 'denied', denial: disabledDenial(situation, method, asked, trace) };
    case 'malformed':
      return { kind: 'denied', denial: invalidDenial(situation, asked, 'malformed-code', trace) };
    case 'charged':
      return { kind: 'compare', attempt: { situation, method, charge, asked, trace } };
  }
}

/** The denial of a code that was compared and did not count. */
export function wrongCode({ situation, asked }: Attempt, trace: Trace): Denial {
  return invalidDenial(situation, asked, 'wrong-code', trace);
}

/** The denial of a right code that was used before. Its charge was given back. */
export function usedCode({ situation, method }: Attempt, attemptId: string, trace: Trace): Denial {
  const { facts } = situation;
  const attempts = facts.state.attempts[method];
  const given = attempts === undefined ? {} : { [method]: withoutCharge(attempts, attemptId) };
  const state = { ...facts.state, attempts: { ...facts.state.attempts, ...given } };
  const after = { ...situation, facts: { ...facts, state } };
  return invalidDenial(after, askAgain(after, method), 'code-already-used', trace);
}

/** The denial of a code for which no method is enrolled, although the caller named one. */
export function methodUnavailable(situation: Situation, asked: Asked | undefined, trace: Trace): Denial {
  const challenge: Challenge = { kind: 'second-factor-invalid', reason: 'method-unavailable' };
  return challengeDenial(situation, asked ?? nothingToAsk, challenge, trace);
}

const nothingToAsk: Asked = deepFreeze({ method: 'totp', availableMethods: [], purpose: 'challenge' });

/** The attempt that reaches the cap disables its factor: then no further attempt is asked for. */
function invalidDenial(
  situation: Situation,
  asked: Asked,
  reason: 'malformed-code' | 'wrong-code' | 'code-already-used',
  trace: Trace,
): Denial {
  const { policy, facts } = situation;
  const { method } = asked;
  const isCapped = isDisabled(method, facts.state.attempts[method], locksOf(policy.attempts));
  return isCapped && method !== 'recovery-code'
    ? disabledDenial(situation, method, asked, trace)
    : challengeDenial(situation, asked, { kind: 'second-factor-invalid', reason }, trace);
}

/** A recovery code cannot be guessed, so it has no cap. */
type Capped = Exclude<Method, 'recovery-code'>;

function disabledDenial(
  { request }: Situation,
  method: Capped,
  { availableMethods }: Asked,
  trace: Trace,
): Denial {
  return { kind: 'factor-disabled', method, availableMethods, ...about(request, trace) };
}

/** The method that a code was compared with, and what else is available. */
function askAgain(situation: Situation, method: Method): Asked {
  const choice = chooseMethod(situation, method);
  // The attempt that reaches the cap leaves nothing to choose, and is compared all the same (P3).
  // So the purpose does not come from the choice.
  const purpose = hasAnyFactor(situation.facts) ? 'challenge' : 'first-factor';
  return { method, availableMethods: choice.kind === 'asked' ? choice.asked.availableMethods : [], purpose };
}

function isCandidate(candidates: readonly Candidate[], method: Method, { facts }: Situation): boolean {
  const hasFactor = hasAnyFactor(facts);
  return candidates.some(
    (candidate) => candidate.method === method && !(candidate.onlyWithoutFactor === true && hasFactor),
  );
}
