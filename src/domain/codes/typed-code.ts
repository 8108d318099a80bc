/** What somebody typed, read as far as its shape goes: digits, a recovery code, or a password. @module */

import { type Method, isFactor } from '../policy/method.ts';
import type { Rule } from '../policy/rule.ts';
import type { Candidate } from '../subject/charge.ts';
import { readRecoveryCode } from './recovery-code.ts';

/** A code as a caller hands it over: the value, and the method it is for where the caller knows. */
export interface Code {
  /** `totp`, `email`, `recovery-code` or `password`; left out, the first enrolled method of the rule. */
  readonly method?: Method | undefined;
  readonly value: string;
}

/** A code whose shape is known. */
export interface TypedCode {
  /** The method that the caller named; any other text than a method's name stands for itself and fits nothing. */
  readonly method: string | undefined;
  /** 6 to 10 ASCII digits, separators removed. */
  readonly oneTimeCode: string | undefined;
  /** The canonical form of a recovery code. */
  readonly recoveryCode: string | undefined;
  /** The text itself; `undefined` for what is no text, or longer than any password. */
  readonly password: string | undefined;
}

/** The longest password that is passed on, in UTF-16 units. */
export const longestPassword = 4096;

/** Work is bounded: longer text is not looked at. */
const longestDigits = 256;

/** Never throws, whatever was handed over. */
export function readTypedCode(code: Code): TypedCode {
  const value: unknown = code.value;
  const text = typeof value === 'string' ? value : undefined;
  return {
    method: readMethod(code.method),
    oneTimeCode: text === undefined ? undefined : readDigits(text),
    recoveryCode: text === undefined ? undefined : readRecoveryCode(text),
    password: text !== undefined && text.length > 0 && text.length <= longestPassword ? text : undefined,
  };
}

/** What is no text is still a method that was named, and fits nothing: it must not open as if none had been. */
function readMethod(method: unknown): string | undefined {
  if (method === undefined || method === null) return undefined;
  return typeof method === 'string' ? method : '';
}

/** Digits typed with spaces or dashes; full-width and other Unicode digits are refused. */
function readDigits(text: string): string | undefined {
  if (text.length > longestDigits) return undefined;
  const digits = text.replace(/[ -]/g, '');
  return /^\d{6,10}$/.test(digits) ? digits : undefined;
}

/**
 * What a code may be compared with, in order: the named method where the rule allows it, else every allowed method.
 * A recovery-shaped code counts under any factor's name or none.
 */
export function candidatesFor(rule: Rule, code: TypedCode, fallbacks: Fallbacks): readonly Candidate[] {
  const { method: named, recoveryCode } = code;
  const recovery: Candidate = { method: 'recovery-code', fits: recoveryCode !== undefined };
  if (isFactor(named) && recovery.fits) return [recovery];
  const fits = code.oneTimeCode?.length ?? false;
  const candidates: Candidate[] = [recovery, ...rule.methods.map((method) => ({ method, fits }))];
  if (fallbacks.password)
    candidates.push({ method: 'password', fits: code.password !== undefined, firstFactor: true });
  if (fallbacks.email) candidates.push({ method: 'email', fits, firstFactor: true });
  return candidates.filter((candidate) =>
    named === undefined ? candidate !== recovery || recovery.fits : candidate.method === named,
  );
}

/** What stands in where no factor at all is enrolled: the password, else (for management calls) a code to a verified address. */
export interface Fallbacks {
  readonly password: boolean;
  readonly email: boolean;
}
