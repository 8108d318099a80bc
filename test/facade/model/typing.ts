/** The text that a step types, looked up in the model, which knows every secret. @module */

import { codeOfStep, stepAt } from './one-time-password.ts';
import type { Authenticator, Model, Person } from './state.ts';
import { hasFactor } from './state.ts';
import type { Presented, Typing } from './steps.ts';

/** Codes of the past. */
export interface Past {
  emails: string[];
  recovery: string[];
}

export interface Text {
  readonly method: string | undefined;
  readonly value: string | undefined;
}

/** The text, with the name of its method. */
export function typeOut(
  model: Model,
  person: Person | undefined,
  past: Past,
  { typing, as, spelling }: Presented,
  at: number,
): Text {
  if (person === undefined)
    return { method: as === 'fitting' || as === 'none' ? undefined : as, value: '123456' };
  const text = textFor(model, person, past, typing, at);
  const method = as === 'none' ? undefined : as === 'fitting' ? text.method : as;
  const isPassword = text.method === 'password';
  return { method, value: isPassword ? text.value : spell(text.value, spelling) };
}

function textFor(model: Model, person: Person, past: Past, typing: Typing, at: number): Text {
  const now = stepAt(at);
  const totp = (step: number): Text => {
    const authenticator = person.totp ?? person.pending;
    const value = authenticator === undefined ? '123456' : codeOfStep(authenticator, Math.max(0, step));
    return { method: 'totp', value };
  };
  const foreign = [...model.people.values()].find((other) => other !== person);
  switch (typing) {
    case 'nothing':
      return { method: undefined, value: undefined };
    case 'apt':
      return aptFor(model, person, at);
    case 'totp':
      return totp(freshStep(model, person.totp, at) ?? now);
    case 'pending totp':
      return {
        method: undefined,
        value: person.pending === undefined ? '' : codeOfStep(person.pending, now),
      };
    case 'spent totp':
      return totp(person.totp?.highest ?? now);
    case 'late totp':
      return totp(now - model.numbers.window - 1);
    case 'early totp':
      return totp(now + model.numbers.window + 1);
    case 'email':
      return {
        method: 'email',
        value: person.code?.text ?? wrongDigits(person, model.numbers.emailDigits, at),
      };
    case 'old email':
      return { method: 'email', value: past.emails.at(-2) ?? past.emails.at(-1) ?? '000000' };
    case 'foreign email':
      return { method: 'email', value: foreign?.code?.text ?? '000000' };
    case 'recovery':
      return { method: 'recovery-code', value: person.recovery[0] ?? 'AAAABBBBCCCCDDDD' };
    case 'spent recovery':
      return { method: 'recovery-code', value: past.recovery[0] ?? 'AAAABBBBCCCCDDDD' };
    case 'foreign recovery':
      return { method: 'recovery-code', value: foreign?.recovery[0] ?? 'AAAABBBBCCCCDDDD' };
    case 'password':
      return { method: 'password', value: person.account.password ?? 'none' };
    case 'wrong password':
      return { method: 'password', value: 'not the password' };
    case 'wrong digits':
      return {
        method: undefined,
        value: wrongDigits(person, person.totp?.digits ?? model.numbers.digits, at),
      };
    case 'short digits':
      return { method: undefined, value: '12345' };
    case 'nonsense':
      return { method: undefined, value: '１２３４５６' };
  }
}

/** The first enrolled thing that would be accepted now. */
function aptFor(model: Model, person: Person, at: number): Text {
  const step = freshStep(model, person.totp, at);
  if (person.totp !== undefined && step !== undefined) {
    return { method: 'totp', value: codeOfStep(person.totp, step) };
  }
  if (person.code?.isSpent === false) return { method: 'email', value: person.code.text };
  if (hasFactor(model, person) && person.recovery.length > 0) {
    return { method: 'recovery-code', value: person.recovery.at(-1) };
  }
  if (!hasFactor(model, person) && person.account.password !== undefined) {
    return { method: 'password', value: person.account.password };
  }
  return { method: undefined, value: undefined };
}

/** The earliest step of the window that is not closed. */
function freshStep(
  { numbers: { window } }: Model,
  totp: (Authenticator & { readonly highest: number }) | undefined,
  at: number,
): number | undefined {
  if (totp === undefined) return undefined;
  const now = stepAt(at);
  const step = Math.max(now - window, totp.highest + 1);
  return step <= now + window ? step : undefined;
}

/** Digits that are not a code of the subject at any nearby instant. */
function wrongDigits(person: Person, length: number, at: number): string {
  const right = new Set<string | undefined>([person.code?.text]);
  for (const authenticator of [person.totp, person.pending]) {
    if (authenticator === undefined) continue;
    for (let step = stepAt(at) - 4; step <= stepAt(at) + 4; step++)
      right.add(codeOfStep(authenticator, step));
  }
  for (let digits = 0; ; digits++) {
    const text = String(digits).padStart(length, '0');
    if (!right.has(text)) return text;
  }
}

function spell(text: string | undefined, spelling: Presented['spelling']): string | undefined {
  switch (spelling) {
    case 'plain':
      return text;
    case 'spaced':
      return text?.replace(/(.{3})/g, ' $1 ');
    case 'dashed':
      return text?.replace(/(.{2})/g, '$1-');
    case 'lower':
      return text?.toLowerCase();
  }
}
