/** What to ask for: the method, and the alternatives. @module */

import type { Fallbacks } from '../codes/typed-code.ts';
import type { AddressTag } from '../keys/keyed-names.ts';
import type { Factor, Method } from '../policy/method.ts';
import type { Rule } from '../policy/rule.ts';
import { isDisabled, locksOf } from '../subject/attempts.ts';
import { hasFactor, isEnrolled } from '../subject/enrolled.ts';
import type { EmailCodePurpose } from '../subject/subject-record.ts';
import { isSessionEnough } from './fresh-session.ts';
import type { AccessRequest, AccountFacts, Facts, Situation } from './situation.ts';

/** A method to ask for. */
export interface Asked {
  readonly method: Method;
  readonly availableMethods: readonly Factor[];
  /** For `email`: what the code would prove. */
  readonly purpose: EmailCodePurpose;
}

/** What a choice depends on. */
export type Choosing = Pick<Situation, 'policy' | 'rule' | 'facts' | 'at'> & {
  readonly request: Pick<AccessRequest, 'signedInAt'>;
};

/** The outcome of choosing. `result` goes into the trace. */
export type Choice =
  | { readonly kind: 'asked'; readonly asked: Asked; readonly result: string }
  | { readonly kind: 'not-enrolled'; readonly result: string }
  | { readonly kind: 'enrollment-required'; readonly result: string; readonly reason?: 'sign-in-again' }
  | {
      readonly kind: 'factor-disabled';
      readonly method: Factor | 'password';
      readonly result: string;
    };

/**
 * The preferred method if it is enrolled *and* allowed (P15), else the first enrolled factor in the
 * order of the rule. Without any factor: the password, for management calls then a code to a
 * verified address, else the rule decides.
 */
export function chooseMethod(situation: Choosing, preferredMethod: string | undefined): Choice {
  const { policy, rule, facts } = situation;
  if (!hasAnyFactor(facts)) return chooseFallback(situation);
  const locks = locksOf(policy.attempts);
  const usable = rule.methods.filter((factor) => isUsable(factor, facts));
  const [first] = usable;
  if (first === undefined) return { kind: 'enrollment-required', result: 'none-allowed' };
  const availableMethods = usable.filter(
    (factor) => !isDisabled(factor, facts.state.attempts[factor], locks),
  );
  const [preferred] = availableMethods;
  if (preferred === undefined) return { kind: 'factor-disabled', method: first, result: 'all-disabled' };
  const method = availableMethods.find((factor) => factor === preferredMethod) ?? preferred;
  return { kind: 'asked', asked: { method, availableMethods, purpose: 'challenge' }, result: method };
}

/**
 * What stands in while no factor is enrolled. A code to a verified address counts for management
 * calls alone.
 */
export function fallbacksOf(rule: Rule, account: AccountFacts): Fallbacks {
  const password = rule.passwordFallback === 'allowed' && account.hasPassword;
  return { password, email: rule.reserved && !password && account.verifiedEmails.length > 0 };
}

/** Whether the subject has any factor. */
export function hasAnyFactor({ state, automaticEmail }: Facts): boolean {
  return hasFactor(state, automaticEmail);
}

/**
 * Whether a factor is enrolled and could be presented: an emailed code needs an address to go to.
 */
export function isUsable(factor: Factor, facts: Facts): boolean {
  if (!isEnrolled(factor, facts.state, facts.automaticEmail)) return false;
  return factor === 'totp' || deliverableTo(facts, 'challenge').length > 0;
}

/**
 * The addresses that a code goes to: those that are verified now and are pinned. For proving an
 * address, all that are verified now.
 */
export function deliverableTo(
  { account, state, tagOf }: Facts,
  purpose: EmailCodePurpose,
): readonly string[] {
  const { email } = state;
  if (purpose === 'first-factor') return account.verifiedEmails;
  if (email === undefined || email === 'opted-out') return [];
  return account.verifiedEmails.filter((address) => email.addresses.includes(tagOf(address)));
}

/**
 * What a code is bound to besides its subject and purpose: every address that it goes to, in any
 * order. It dies with each of them.
 */
export function addressesOfCode(facts: Facts, purpose: EmailCodePurpose): readonly AddressTag[] {
  return [...new Set(deliverableTo(facts, purpose).map((address) => facts.tagOf(address)))].toSorted();
}

function chooseFallback({ policy, rule, facts, request, at }: Choosing): Choice {
  const { account, state } = facts;
  const fallbacks = fallbacksOf(rule, account);
  const fallback = fallbacks.password ? 'password' : fallbacks.email ? 'email' : undefined;
  if (fallback !== undefined) {
    // Beyond the cap nothing is compared, so nothing is asked for, and no code is mailed.
    const isCapped = isDisabled(fallback, state.attempts[fallback], locksOf(policy.attempts));
    const disabled = fallback === 'email' ? 'all-disabled' : 'password-disabled';
    if (isCapped) return { kind: 'factor-disabled', method: fallback, result: disabled };
    const result = fallback === 'email' ? 'verified-address' : fallback;
    return { kind: 'asked', asked: askFor(fallback), result };
  }
  // A password that the rule forbids to ask for still exists: the session alone must not replace
  // it.
  if (rule.reserved && account.hasPassword)
    return { kind: 'enrollment-required', result: 'password-forbidden' };
  // An account that must have a factor may only enroll: a token or an account change would bypass
  // that.
  if (account.mustHaveFactor === true && !rule.enrolls)
    return { kind: 'enrollment-required', result: 'must-have-factor' };
  if (rule.whenNotEnrolled === 'refuse') return { kind: 'enrollment-required', result: 'not-enrolled' };
  if (rule.reserved && !isSessionEnough(policy.enrollment, request.signedInAt, at))
    return { kind: 'enrollment-required', result: 'sign-in-again', reason: 'sign-in-again' };
  return { kind: 'not-enrolled', result: 'not-enrolled' };
}

function askFor(method: 'password' | 'email'): Asked {
  return { method, availableMethods: method === 'email' ? ['email'] : [], purpose: 'first-factor' };
}
