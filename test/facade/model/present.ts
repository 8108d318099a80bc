/** A presented code in the model: charge, compare, settle. @module */

import { challenge, choose, mayProveAddress, mayUsePassword } from './choose.ts';
import { type Decision, type Verdict, conclude, grant, isReported, trustSeconds } from './decision.ts';
import { charge, clearFailures, cutLock, failuresOf, isDisabled, lockEnd } from './limits.ts';
import { matchingStep } from './one-time-password.ts';
import { isDeliverable, notify, refuse } from './outcome.ts';
import { lowAt } from './settings.ts';
import { isEnrolled } from './state.ts';
import { grantsTrust, trustClient } from './trust.ts';
import { type Typed, readTyped } from './typed.ts';

type Method = 'totp' | 'email' | 'recovery-code' | 'password';

export function present(decision: Decision, value: string): Verdict {
  const { model, person, at, outcome, ask } = decision;
  const typed = readTyped(value);
  const possible = candidates(decision, typed).filter((method) => isThere(decision, method));
  const method = possible.find((candidate) => !isDisabled(model.numbers, person, candidate)) ?? possible[0];
  if (method === undefined) return unavailableMethod(decision);
  if (isDisabled(model.numbers, person, method)) return disabled(decision, method);
  const until = lockEnd(model.numbers, person, method, at);
  if (at < until) {
    cutLock(person, method, until);
    return refuse(outcome, { kind: 'too-many-attempts', ...about(decision, method) });
  }
  if (!fits(decision, method, typed)) {
    return refuse(outcome, {
      kind: 'second-factor-invalid',
      reason: 'malformed-code',
      ...about(decision, method),
    });
  }
  const first = mayProveAddress(decision);
  const before = failuresOf(person, method);
  charge(model.numbers, person, method, at);
  const used = use(decision, method, typed, first ? 'first-factor' : 'challenge');
  if (used === 'before') {
    // The charge is given back, with the lock that it set.
    person.failures = { ...person.failures, [method]: { count: before.count, lockedUntil: 0 } };
    return refuse(outcome, {
      kind: 'second-factor-invalid',
      reason: 'code-already-used',
      ...about(decision, method),
    });
  }
  if (used === 'no') {
    reportFailures(decision, method);
    if (isDisabled(model.numbers, person, method)) return disabled(decision, method);
    return refuse(outcome, {
      kind: 'second-factor-invalid',
      reason: 'wrong-code',
      ...about(decision, method),
    });
  }
  clearFailures(person, method);
  if (method === 'recovery-code') reportRecoveryCode(decision);
  const { client } = decision;
  const isFactor = method === 'totp' || method === 'email';
  if (client === undefined || !isFactor || !grantsTrust(decision)) return grant(decision, method);
  const presenter = { client, label: ask.client?.userAgent ?? '', method };
  const seconds = trustSeconds(decision) || model.numbers.trustSeconds;
  return grant(decision, method, trustClient(model, person, outcome, at, presenter, seconds));
}

/** The methods that a code may be for, from the method name and the shape of the code. */
function candidates(decision: Decision, typed: Typed): readonly Method[] {
  const { rule } = decision;
  const named = decision.ask.code?.method;
  const password: readonly Method[] = mayUsePassword(decision) ? ['password'] : [];
  const address: readonly Method[] = mayProveAddress(decision) ? ['email'] : [];
  const recovery: readonly Method[] = rule.recovery ? ['recovery-code'] : [];
  switch (named) {
    case 'password':
      return password;
    case 'recovery-code':
      return recovery;
    case undefined:
      if (typed.recovery === undefined) return [...rule.methods, ...password, ...address];
      // A text of that shape may also be a password.
      return rule.recovery ? [...recovery, ...rule.methods, ...password, ...address] : password;
    case 'totp':
    case 'email':
      if (typed.recovery !== undefined) return recovery;
      return [...rule.methods.filter((factor) => factor === named), ...(named === 'email' ? address : [])];
    default:
      return [];
  }
}

function isThere(decision: Decision, method: Method): boolean {
  const { model, person } = decision;
  switch (method) {
    case 'totp':
      return isEnrolled(model, person, 'totp');
    case 'email':
      return isEnrolled(model, person, 'email') || mayProveAddress(decision);
    case 'recovery-code':
      return person.recovery.length > 0;
    case 'password':
      return mayUsePassword(decision);
  }
}

function fits({ person, at }: Decision, method: Method, typed: Typed): boolean {
  switch (method) {
    case 'totp':
      return typed.digits?.length === person.totp?.digits;
    case 'email': {
      if (typed.digits === undefined) return false;
      // The latest code, spent or not, determines the length until it expires.
      const isLive = person.code !== undefined && at < person.code.expiresAt;
      return !isLive || typed.digits.length === person.code?.digits;
    }
    case 'recovery-code':
      return typed.recovery !== undefined;
    case 'password':
      return true;
  }
}

/** Whether the code is right and was not used before. Then it is spent. */
function use(
  { model, person, at }: Decision,
  method: Method,
  typed: Typed,
  purpose: string,
): 'now' | 'before' | 'no' {
  switch (method) {
    case 'totp': {
      const { totp } = person;
      const step = totp === undefined ? undefined : matchingStep(model.numbers, totp, typed.digits ?? '', at);
      if (totp === undefined || step === undefined) return 'no';
      if (step <= totp.highest) return 'before';
      person.totp = { ...totp, highest: step };
      return 'now';
    }
    case 'email': {
      const { code } = person;
      const isLive = code !== undefined && at < code.expiresAt;
      if (!isLive || code.purpose !== purpose || code.text !== typed.digits) return 'no';
      if (!isDeliverable(person, code)) return 'no';
      if (code.isSpent) return 'before';
      code.isSpent = true;
      return 'now';
    }
    case 'recovery-code': {
      const typedCode = typed.recovery ?? '';
      if (person.usedRecovery.includes(typedCode)) return 'before';
      if (!person.recovery.includes(typedCode)) return 'no';
      person.recovery = person.recovery.filter((code) => code !== typedCode);
      person.usedRecovery = [...person.usedRecovery, typedCode];
      return 'now';
    }
    case 'password':
      return typed.password === person.account.password ? 'now' : 'no';
  }
}

/** A denial without a charge and without a mail. */
function unavailableMethod(decision: Decision): Verdict {
  const { outcome, ask } = decision;
  const choice = choose(decision, ask.code?.method);
  const denial = { kind: 'second-factor-invalid', reason: 'method-unavailable' };
  if (choice.kind === 'ask') return refuse(outcome, { ...denial, ...challenge(decision, choice) });
  if (choice.kind === 'not-enrolled' && ask.code?.method !== undefined) {
    const nothing = { method: 'totp', availableMethods: [], purpose: 'challenge' } as const;
    return refuse(outcome, { ...denial, ...challenge(decision, nothing) });
  }
  return conclude(decision, choice);
}

function disabled(decision: Decision, method: Method): Verdict {
  const { subject, operation } = decision.ask;
  const { availableMethods } = about(decision, method);
  return refuse(decision.outcome, { kind: 'factor-disabled', method, availableMethods, subject, operation });
}

/** A challenge for the method that was tried, with the alternatives. */
function about(decision: Decision, method: Method): ReturnType<typeof challenge> {
  const choice = choose(decision, method);
  const availableMethods = choice.kind === 'ask' ? choice.availableMethods : [];
  const purpose = choice.kind === 'ask' ? choice.purpose : 'challenge';
  return challenge(decision, { method, availableMethods, purpose });
}

function reportFailures(decision: Decision, method: Method): void {
  const { model, person, at, outcome } = decision;
  if (!isReported(decision, method)) return;
  const { lockedUntil } = failuresOf(person, method);
  outcome.events.push({
    kind: 'attempts-exhausted',
    method,
    retryAt: at < lockedUntil ? lockedUntil : undefined,
  });
  notify(model, person, at, outcome, 'attempts-exhausted');
}

function reportRecoveryCode({ model, person, at, outcome }: Decision): void {
  const left = person.recovery.length;
  outcome.events.push({ kind: 'recovery-code-used', recoveryCodesLeft: left });
  notify(model, person, at, outcome, 'recovery-code-used');
  if (left !== lowAt) return;
  outcome.events.push({ kind: 'recovery-codes-low', recoveryCodesLeft: left });
  notify(model, person, at, outcome, 'recovery-codes-low');
}
