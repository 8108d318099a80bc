/** What the model asks for, and what a challenge says. @module */

import type { Decision } from './decision.ts';
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
  | { readonly kind: 'enrollment-required'; readonly reason?: 'sign-in-again' }
  | { readonly kind: 'factor-disabled'; readonly method: Factor | 'password' };

/**
 * The preferred method if it is enrolled and allowed, else the first of the rule. Without any
 * factor: the password, a code to a verified address, or what the rule says.
 */
export function choose(decision: Decision, preferred: string | undefined): Choice {
  const { model, person, rule } = decision;
  if (!hasFactor(model, person)) return chooseWithoutFactor(decision);
  const usable = rule.methods.filter(
    (factor) =>
      isEnrolled(model, person, factor) && (factor === 'totp' || deliverable(person, 'challenge').length > 0),
  );
  const available = usable.filter((factor) => !isDisabled(model.numbers, person, factor));
  if (usable[0] === undefined) return { kind: 'enrollment-required' };
  if (available[0] === undefined) return { kind: 'factor-disabled', method: usable[0] };
  const method = available.find((factor) => factor === preferred) ?? available[0];
  return { kind: 'ask', method, availableMethods: available, purpose: 'challenge' };
}

function chooseWithoutFactor(decision: Decision): Choice {
  const { model, person, rule } = decision;
  if (mayUsePassword(decision)) {
    if (isDisabled(model.numbers, person, 'password')) {
      return { kind: 'factor-disabled', method: 'password' };
    }
    return { kind: 'ask', method: 'password', availableMethods: [], purpose: 'first-factor' };
  }
  if (mayProveAddress(decision)) {
    if (isDisabled(model.numbers, person, 'email')) return { kind: 'factor-disabled', method: 'email' };
    return { kind: 'ask', method: 'email', availableMethods: ['email'], purpose: 'first-factor' };
  }
  const refuses = rule.refuse || (person.account.mustHaveFactor === true && !rule.enrolls);
  if (refuses) return { kind: 'enrollment-required' };
  if (rule.reserved && !mayBeTheFirst(decision)) {
    return { kind: 'enrollment-required', reason: 'sign-in-again' };
  }
  return { kind: 'not-enrolled' };
}

/** Whether the session is enough: it always is, or the person signed in just now. */
function mayBeTheFirst({ model, ask, at }: Decision): boolean {
  const { firstFactor, freshSeconds } = model.numbers;
  if (firstFactor === 'session') return true;
  const ago = at - (ask.client?.signedInAt ?? Number.NEGATIVE_INFINITY);
  return -60_000 <= ago && ago <= freshSeconds * 1000;
}

/** Whether the password is accepted: only where no factor is enrolled (P13). */
export function mayUsePassword({ model, person, rule }: Decision): boolean {
  return !hasFactor(model, person) && rule.password && person.account.password !== undefined;
}

/** Whether a code to a verified address is a proof: without factor and password. */
export function mayProveAddress(decision: Decision): boolean {
  const { model, person, rule } = decision;
  const hasNothing = !hasFactor(model, person) && !mayUsePassword(decision);
  return hasNothing && rule.reserved && person.account.verifiedEmails.length > 0;
}

/** What a challenge says about a method. */
export function challenge(
  decision: Decision,
  choice: Pick<Extract<Choice, { kind: 'ask' }>, 'method' | 'availableMethods' | 'purpose'>,
  sent?: Sent,
): Fields {
  const { model, person, at, ask } = decision;
  const { method, availableMethods, purpose } = choice;
  return {
    subject: ask.subject,
    operation: ask.operation,
    method,
    availableMethods,
    ...attemptsOf(model.numbers, person, method, at),
    email:
      method === 'email'
        ? { ...emailPart(decision, purpose, sent), emailOrUsername: whereTo(decision, purpose) }
        : undefined,
  };
}

function emailPart({ model, person, at }: Decision, purpose: string, sent: Sent | undefined): Sent {
  if (sent !== undefined) return sent;
  const nextCodeAt = nextAt(person.issuedAt, subjectCaps(model.numbers), at);
  return { codeGenerated: false, codeExpires: liveCode(person, purpose, at), nextCodeAt };
}

/** The username, else the masked address. */
function whereTo({ person }: Decision, purpose: 'challenge' | 'first-factor'): string | undefined {
  const [address] = deliverable(person, purpose);
  return person.account.username ?? address?.replace(/^(.).*@/u, '$1***@');
}
