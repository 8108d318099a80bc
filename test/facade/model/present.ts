/** Step 8 of the decision: charge, compare, settle. @module */

import { type Case, type Verdict, conclude, grant, isWorthTelling, trustSeconds } from './case.ts';
import { challenge, choose, mayProveAddress, mayUsePassword } from './choose.ts';
import { charge, clearFailures, cutLock, failuresOf, isDisabled, lockEnd } from './limits.ts';
import { matchingStep } from './one-time-password.ts';
import { notify, refuse } from './outcome.ts';
import { lowAt } from './settings.ts';
import { isEnrolled } from './state.ts';
import { type Typed, readTyped } from './typed.ts';

type Method = 'totp' | 'email' | 'recovery-code' | 'password';

export function present(one: Case, value: string): Verdict {
  const { model, person, at, outcome, ask } = one;
  const typed = readTyped(value);
  const possible = candidates(one, typed).filter((method) => isThere(one, method));
  const method = possible.find((candidate) => !isDisabled(model.numbers, person, candidate)) ?? possible[0];
  if (method === undefined) return unavailableMethod(one);
  if (isDisabled(model.numbers, person, method)) return disabled(one, method);
  const until = lockEnd(model.numbers, person, method, at);
  if (at < until) {
    cutLock(person, method, until);
    return refuse(outcome, { kind: 'too-many-attempts', ...about(one, method) });
  }
  if (!fits(one, method, typed)) {
    return refuse(outcome, {
      kind: 'second-factor-invalid',
      reason: 'malformed-code',
      ...about(one, method),
    });
  }
  const first = mayProveAddress(one);
  charge(model.numbers, person, method, at);
  if (!use(one, method, typed, first ? 'first-factor' : 'challenge')) {
    tellOfFailures(one, method);
    if (isDisabled(model.numbers, person, method)) return disabled(one, method);
    return refuse(outcome, { kind: 'second-factor-invalid', reason: 'wrong-code', ...about(one, method) });
  }
  clearFailures(person, method);
  if (method === 'recovery-code') tellOfRecoveryCode(one);
  const seconds = trustSeconds(one);
  const trusts = seconds > 0 && one.client !== undefined && (method === 'totp' || method === 'email');
  if (!trusts) return grant(one, method);
  const label = ask.client?.userAgent ?? '';
  const others = person.trusted
    .filter(({ client }) => client !== one.client)
    .toSorted((a, b) => b.factorAt - a.factorAt);
  const added = { client: one.client, label, factorAt: at };
  person.trusted = [added, ...others].slice(0, model.numbers.maxClients);
  outcome.events.push({ kind: 'client-trusted', until: at + seconds * 1000 });
  return grant(one, method, at + seconds * 1000);
}

/** What a code may be for, by the name that came with it and its shape. */
function candidates(one: Case, typed: Typed): readonly Method[] {
  const { rule } = one;
  const named = one.ask.code?.method;
  const password: readonly Method[] = mayUsePassword(one) ? ['password'] : [];
  const address: readonly Method[] = mayProveAddress(one) ? ['email'] : [];
  switch (named) {
    case 'password':
      return password;
    case 'recovery-code':
      return ['recovery-code'];
    case undefined: {
      const recovery: readonly Method[] = typed.recovery === undefined ? [] : ['recovery-code'];
      return [...recovery, ...rule.methods, ...password, ...address];
    }
    case 'totp':
    case 'email':
      if (typed.recovery !== undefined) return ['recovery-code'];
      return [...rule.methods.filter((factor) => factor === named), ...(named === 'email' ? address : [])];
    default:
      return [];
  }
}

function isThere(one: Case, method: Method): boolean {
  const { model, person } = one;
  switch (method) {
    case 'totp':
      return isEnrolled(model, person, 'totp');
    case 'email':
      return isEnrolled(model, person, 'email') || mayProveAddress(one);
    case 'recovery-code':
      return person.recovery.length > 0;
    case 'password':
      return mayUsePassword(one);
  }
}

function fits({ person, at }: Case, method: Method, typed: Typed): boolean {
  switch (method) {
    case 'totp':
      return typed.digits?.length === person.totp?.digits;
    case 'email': {
      if (typed.digits === undefined) return false;
      // The shape is that of the latest code, used up or not, for as long as it would live.
      const isLive = person.code !== undefined && at < person.code.expiresAt;
      return !isLive || typed.digits.length === person.code?.digits;
    }
    case 'recovery-code':
      return typed.recovery !== undefined;
    case 'password':
      return true;
  }
}

/** Whether it is right; what is right is spent at once. */
function use({ person, at }: Case, method: Method, typed: Typed, purpose: string): boolean {
  switch (method) {
    case 'totp': {
      const { totp } = person;
      const step = totp === undefined ? undefined : matchingStep(totp, typed.digits ?? '', at);
      if (totp === undefined || step === undefined || step <= totp.highest) return false;
      person.totp = { ...totp, highest: step };
      return true;
    }
    case 'email': {
      const { code } = person;
      const isLive = code !== undefined && !code.isSpent && at < code.expiresAt;
      if (!isLive || code.purpose !== purpose || code.text !== typed.digits) return false;
      code.isSpent = true;
      return true;
    }
    case 'recovery-code': {
      const isRight = person.recovery.includes(typed.recovery ?? '');
      person.recovery = person.recovery.filter((code) => code !== typed.recovery);
      return isRight;
    }
    case 'password':
      return typed.password === person.account.password;
  }
}

/** Denied without being charged and without a mail. */
function unavailableMethod(one: Case): Verdict {
  const { outcome, ask } = one;
  const choice = choose(one, ask.code?.method);
  const denial = { kind: 'second-factor-invalid', reason: 'method-unavailable' };
  if (choice.kind === 'ask') return refuse(outcome, { ...denial, ...challenge(one, choice) });
  if (choice.kind === 'not-enrolled' && ask.code?.method !== undefined) {
    const nothing = { method: 'totp', availableMethods: [], purpose: 'challenge' } as const;
    return refuse(outcome, { ...denial, ...challenge(one, nothing) });
  }
  return conclude(one, choice);
}

function disabled(one: Case, method: Method): Verdict {
  const { subject, operation } = one.ask;
  const { availableMethods } = about(one, method);
  return refuse(one.outcome, { kind: 'factor-disabled', method, availableMethods, subject, operation });
}

/** A challenge about the method that was tried, and what else there is. */
function about(one: Case, method: Method): ReturnType<typeof challenge> {
  const choice = choose(one, method);
  const availableMethods = choice.kind === 'ask' ? choice.availableMethods : [];
  const purpose = choice.kind === 'ask' ? choice.purpose : 'challenge';
  return challenge(one, { method, availableMethods, purpose });
}

function tellOfFailures(one: Case, method: Method): void {
  const { model, person, at, outcome } = one;
  if (!isWorthTelling(one, method)) return;
  const { lockedUntil } = failuresOf(person, method);
  outcome.events.push({
    kind: 'attempts-exhausted',
    method,
    retryAt: at < lockedUntil ? lockedUntil : undefined,
  });
  notify(model, person, at, outcome, 'attempts-exhausted');
}

function tellOfRecoveryCode({ model, person, at, outcome }: Case): void {
  const left = person.recovery.length;
  outcome.events.push({ kind: 'recovery-code-used', recoveryCodesLeft: left });
  notify(model, person, at, outcome, 'recovery-code-used');
  if (left !== lowAt) return;
  outcome.events.push({ kind: 'recovery-codes-low', recoveryCodesLeft: left });
  notify(model, person, at, outcome, 'recovery-codes-low');
}
