/**
 * What a person typed, read as far as its shape goes: a one-time code, a recovery code, or a
 * password.
 * @module
 */

import { type Method, isFactor } from '../policy/method.ts';
import type { Rule } from '../policy/rule.ts';
import type { Candidate } from '../subject/charge.ts';
import { readRecoveryCode } from './recovery-code.ts';

/** A code as a caller hands it over: the text, and its method if the caller knows it. */
export interface Code {
  /**
   * `totp`, `email`, `recovery-code` or `password`; default the first enrolled method of the rule.
   */
  readonly method?: Method | undefined;
  readonly value: string;
}

/** A code whose shape is known. */
export interface TypedCode {
  /** The method that the caller named. A text that names no method is kept, and matches none. */
  readonly method: string | undefined;
  /** 6 to 10 ASCII digits, separators removed. */
  readonly oneTimeCode: string | undefined;
  /** The canonical form of a recovery code. */
  readonly recoveryCode: string | undefined;
  /**
   * The text itself; `undefined` for a non-string, the empty text, and text longer than any
   * password.
   */
  readonly password: string | undefined;
}

/** What stands in while no factor is enrolled. */
export interface Fallbacks {
  /** The password. */
  readonly password: boolean;
  /** For management calls, if the password does not: a code to a verified address. */
  readonly email: boolean;
}

/** The longest password that is passed on, in UTF-16 units. */
export const maxPasswordLength = 4096;

/** Longer text is not searched for digits, so that huge text costs nothing. */
const maxOneTimeCodeLength = 256;

/** Reads a code. It never throws. */
export function readTypedCode(code: Code): TypedCode {
  const value: unknown = code.value;
  const text = typeof value === 'string' ? value : undefined;
  return {
    method: readMethod(code.method),
    oneTimeCode: text === undefined ? undefined : readOneTimeCode(text),
    recoveryCode: text === undefined ? undefined : readRecoveryCode(text),
    password: text !== undefined && text.length > 0 && text.length <= maxPasswordLength ? text : undefined,
  };
}

/**
 * A non-string counts as a named method that matches none: it must not pass for "no method named".
 */
function readMethod(method: unknown): string | undefined {
  if (method === undefined || method === null) return undefined;
  return typeof method === 'string' ? method : '';
}

/** Full-width and other Unicode digits are refused. */
function readOneTimeCode(text: string): string | undefined {
  if (text.length > maxOneTimeCodeLength) return undefined;
  const digits = text.replace(/[ -]/g, '');
  return /^\d{6,10}$/.test(digits) ? digits : undefined;
}

/**
 * What a code may be compared with, in order: the named method if the rule allows it, else every
 * allowed method. A recovery-shaped code counts under any factor's name, and without a name. Where
 * the rule refuses it, it may still be a password of that shape.
 */
export function candidatesFor(rule: Rule, code: TypedCode, fallbacks: Fallbacks): readonly Candidate[] {
  const { method: named, recoveryCode, oneTimeCode, password } = code;
  const isRecoveryCode = recoveryCode !== undefined;
  const isRefused = rule.recoveryCodes === 'refused';
  const recovery: readonly Candidate[] = isRefused
    ? []
    : [{ method: 'recovery-code', isWellFormed: isRecoveryCode }];
  if (isFactor(named) && isRecoveryCode) return recovery;
  const digits = oneTimeCode?.length;
  const candidates: Candidate[] = rule.methods.map((method) => ({ method, digits }));
  if (fallbacks.password) {
    const isWellFormed = password !== undefined;
    candidates.push({ method: 'password', isWellFormed, onlyWithoutFactor: true });
  }
  if (fallbacks.email) candidates.push({ method: 'email', digits, onlyWithoutFactor: true });
  if (named !== undefined) return [...recovery, ...candidates].filter(({ method }) => method === named);
  if (!isRecoveryCode) return candidates;
  return isRefused ? candidates.filter(({ method }) => method === 'password') : [...recovery, ...candidates];
}
