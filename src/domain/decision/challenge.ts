/** What to ask for: the method, the alternatives, and how many attempts are left. @module */

import type { Instant } from '../base/instant.ts';
import type { Fallbacks } from '../codes/typed-code.ts';
import type { RecipientTag } from '../keys/keyed-names.ts';
import type { Factor, Method } from '../policy/method.ts';
import type { Rule } from '../policy/rule.ts';
import { type Locks, attemptsLeft, isDisabled, lockedUntil } from '../subject/attempts.ts';
import { hasFactor, isEnrolled } from '../subject/enrolled.ts';
import type { AttemptScope, EmailCodePurpose } from '../subject/subject-record.ts';
import type { SubjectState } from '../subject/subject-state.ts';

/** The account as the host describes it; `ports/accounts.ts` says what each field means. */
export interface AccountFacts {
  readonly username?: string | undefined;
  readonly verifiedEmails: readonly string[];
  readonly hasPassword: boolean;
  readonly mustHaveFactor?: boolean | undefined;
  readonly factorEnrolled?: boolean | undefined;
}

/** The world as a decision sees it. */
export interface Facts {
  readonly account: AccountFacts;
  readonly state: SubjectState;
  /** The policy enrolls email by itself and the account has a verified address. */
  readonly automaticEmail: boolean;
  /** The name of an address in storage. */
  readonly tagOf: (address: string) => RecipientTag;
}

/** A method to ask for. */
export interface Asked {
  readonly method: Method;
  readonly availableMethods: readonly Factor[];
  /** For `email`: what the code would prove. */
  readonly purpose: EmailCodePurpose;
}

/** The outcome of choosing; `result` is the word for the trace. */
export type Choice =
  | { readonly kind: 'asked'; readonly asked: Asked; readonly result: string }
  | { readonly kind: 'not-enrolled'; readonly result: string }
  | { readonly kind: 'enrollment-required'; readonly result: string }
  | { readonly kind: 'factor-disabled'; readonly method: Factor; readonly result: string };

/**
 * The caller's wish if it is enrolled *and* allowed (P15), else the rule's order among the enrolled factors. Where no factor at all is
 * enrolled: the password, for management calls then a code to a verified address, else the rule decides.
 */
export function chooseMethod(rule: Rule, facts: Facts, wish: string | undefined, locks: Locks): Choice {
  if (!hasFactor(facts.state, facts.automaticEmail)) return chooseWithoutFactor(rule, facts, locks);
  const usable = rule.methods.filter((factor) => isUsable(factor, facts));
  const available = usable.filter((factor) => !isDisabled(factor, facts.state.attempts[factor], locks));
  const [disabled] = usable;
  if (disabled === undefined) return { kind: 'enrollment-required', result: 'none-allowed' };
  const [preferred] = available;
  if (preferred === undefined) return { kind: 'factor-disabled', method: disabled, result: 'all-disabled' };
  const method = available.find((factor) => factor === wish) ?? preferred;
  return {
    kind: 'asked',
    asked: { method, availableMethods: available, purpose: 'challenge' },
    result: method,
  };
}

/** What stands in where no factor at all is enrolled. A verified address counts for management calls alone. */
export function fallbacksOf(rule: Rule, facts: Facts): Fallbacks {
  if (hasFactor(facts.state, facts.automaticEmail)) return { password: false, email: false };
  const password = rule.passwordFallback === 'allowed' && facts.account.hasPassword;
  return { password, email: rule.reserved && !password && facts.account.verifiedEmails.length > 0 };
}

/** Whether a factor is enrolled and could be presented: an email code needs an address that it can go to. */
export function isUsable(factor: Factor, facts: Facts): boolean {
  if (!isEnrolled(factor, facts.state, facts.automaticEmail)) return false;
  return factor === 'totp' || deliverableTo(facts, 'challenge').length > 0;
}

/**
 * Where a code goes: to addresses that are verified now and were so when email codes were enabled; before the first automatic
 * code, and for proving an address, to all that are verified now.
 */
export function deliverableTo(
  { account, state, tagOf }: Facts,
  purpose: EmailCodePurpose,
): readonly string[] {
  const { email } = state;
  if (purpose === 'first-factor' || email === undefined) return account.verifiedEmails;
  if (email === 'opted-out') return [];
  return account.verifiedEmails.filter((address) => email.recipients.includes(tagOf(address)));
}

/** The failures of a method as a challenge tells them. */
export function attemptDetails(
  method: AttemptScope,
  state: SubjectState,
  locks: Locks,
  at: Instant,
): { readonly attemptsLeft: number; readonly retryAt: Instant | undefined } {
  const attempts = state.attempts[method];
  const left = attemptsLeft(method, attempts, locks, at);
  const until = attempts === undefined ? 0 : lockedUntil(attempts, locks, at);
  return { attemptsLeft: left, retryAt: at < until ? until : undefined };
}

function chooseWithoutFactor(rule: Rule, facts: Facts, locks: Locks): Choice {
  const fallbacks = fallbacksOf(rule, facts);
  if (fallbacks.password) return { kind: 'asked', asked: askFor('password'), result: 'password' };
  if (fallbacks.email) {
    // Beyond the cap no code is compared any more, so none is mailed either.
    const isSpent = isDisabled('email', facts.state.attempts.email, locks);
    if (isSpent) return { kind: 'factor-disabled', method: 'email', result: 'all-disabled' };
    return { kind: 'asked', asked: askFor('email'), result: 'verified-address' };
  }
  // A password that the rule forbids to ask for is still there: the session alone must not stand in for it.
  if (rule.reserved && facts.account.hasPassword)
    return { kind: 'enrollment-required', result: 'password-forbidden' };
  // Only enrolling is open to an account that has to: a token or a change of account would be a way around.
  const mustHave = facts.account.mustHaveFactor === true && !rule.enrolls;
  if (mustHave) return { kind: 'enrollment-required', result: 'must-have-factor' };
  if (rule.whenNotEnrolled === 'refuse') return { kind: 'enrollment-required', result: 'not-enrolled' };
  return { kind: 'not-enrolled', result: 'not-enrolled' };
}

function askFor(method: 'password' | 'email'): Asked {
  return { method, availableMethods: method === 'email' ? ['email'] : [], purpose: 'first-factor' };
}
