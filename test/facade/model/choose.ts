/** Step 7 of the decision: what to ask for, and what a challenge says. @module */

import type { Case } from './case.ts';
import { attemptsOf, isDisabled, nextAt, subjectCaps } from './limits.ts';
import { type Fields, type Sent, deliverable, liveCode } from './outcome.ts';
import type { Factor } from './settings.ts';
import { type Scope, hasFactor, isEnrolled } from './state.ts';

export type Choice =
  | {
      readonly kind: 'ask';
      readonly method: Scope;
      readonly availableMethods: readonly Factor[];
      readonly purpose: 'challenge' | 'first-factor';
    }
  | { readonly kind: 'not-enrolled' }
  | { readonly kind: 'enrollment-required' }
  | { readonly kind: 'factor-disabled'; readonly method: Factor };

/** The wish if enrolled and allowed, else the rule's order; without any factor the password, the address, or the rule. */
export function choose(one: Case, wish: string | undefined): Choice {
  const { model, person, rule } = one;
  if (!hasFactor(model, person)) return chooseWithoutFactor(one);
  const usable = rule.methods.filter(
    (factor) =>
      isEnrolled(model, person, factor) && (factor === 'totp' || deliverable(person, 'challenge').length > 0),
  );
  const available = usable.filter((factor) => !isDisabled(model.numbers, person, factor));
  if (usable[0] === undefined) return { kind: 'enrollment-required' };
  if (available[0] === undefined) return { kind: 'factor-disabled', method: usable[0] };
  const method = available.find((factor) => factor === wish) ?? available[0];
  return { kind: 'ask', method, availableMethods: available, purpose: 'challenge' };
}

function chooseWithoutFactor(one: Case): Choice {
  const { model, person, rule } = one;
  if (mayUsePassword(one)) {
    return { kind: 'ask', method: 'password', availableMethods: [], purpose: 'first-factor' };
  }
  if (mayProveAddress(one)) {
    if (isDisabled(model.numbers, person, 'email')) return { kind: 'factor-disabled', method: 'email' };
    return { kind: 'ask', method: 'email', availableMethods: ['email'], purpose: 'first-factor' };
  }
  const refuses = rule.refuse || (person.account.mustHaveFactor === true && !rule.enrolls);
  return refuses ? { kind: 'enrollment-required' } : { kind: 'not-enrolled' };
}

/** Only where no factor at all is enrolled (P13). */
export function mayUsePassword({ model, person, rule }: Case): boolean {
  return !hasFactor(model, person) && rule.password && person.account.password !== undefined;
}

/** Management calls alone: a code to a verified address, where there is no password to ask for. */
export function mayProveAddress(one: Case): boolean {
  const { model, person, rule } = one;
  const bare = !hasFactor(model, person) && !mayUsePassword(one);
  return bare && rule.reserved && person.account.verifiedEmails.length > 0;
}

/** What a challenge says about a method. */
export function challenge(
  one: Case,
  choice: Pick<Extract<Choice, { kind: 'ask' }>, 'method' | 'availableMethods' | 'purpose'>,
  sent?: Sent,
): Fields {
  const { model, person, at, ask } = one;
  const { method, availableMethods, purpose } = choice;
  return {
    subject: ask.subject,
    operation: ask.operation,
    method,
    availableMethods,
    ...attemptsOf(model.numbers, person, method, at),
    email:
      method === 'email'
        ? { ...emailPart(one, purpose, sent), emailOrUsername: whereTo(one, purpose) }
        : undefined,
  };
}

function emailPart({ model, person, at }: Case, purpose: string, sent: Sent | undefined): Sent {
  if (sent !== undefined) return sent;
  const nextCodeAt = nextAt(person.issuedAt, subjectCaps(model.numbers), at);
  return { codeGenerated: false, codeExpires: liveCode(person, purpose, at), nextCodeAt };
}

/** The username, else the masked address. */
function whereTo({ person }: Case, purpose: 'challenge' | 'first-factor'): string | undefined {
  const [address] = deliverable(person, purpose);
  return person.account.username ?? address?.replace(/^(.).*@/u, '$1***@');
}
