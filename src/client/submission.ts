/** What a repeated call carries: the person's answer, checked and in its wire form. @module */

import type { Answer, TwoFactorMethod } from './ask.ts';
import { cancelled } from './errors.ts';
import { digestPassword } from './password.ts';
import type { Settings } from './settings.ts';

/** A code, or without one a request for a challenge of `method` or for another mail. */
export interface Submission {
  readonly method: TwoFactorMethod;
  readonly code?: string;
  readonly resend?: true;
}

/** Visible ASCII and spaces: all codes consist of them, and a header can hold them. */
const sendableCode = /^[ -~]{1,256}$/;

/** Digits, as people group them. A recovery code contains letters. */
const oneTimeCode = /^[\d -]*$/;

/** Throws `TwoFactorCancelled` if the person gave up, or if `answer` is not an answer. */
export function readAnswer(answer: Answer, askedMethod: TwoFactorMethod): Submission {
  // An `ask` written in JavaScript may return any value, so `null` and primitives must not throw.
  const { code, method, resend } = Object(answer) as Partial<Submission>;
  if (resend === true) return { method: 'email', resend };
  // A form that was left empty to switch the method may return an empty code with the method.
  if (code !== undefined && (code !== '' || method === undefined)) {
    return { method: method ?? askedMethod, code };
  }
  if (method !== undefined) return { method };
  throw cancelled();
}

/** Whether a header can hold the code. A password is encoded, so it can hold any character. */
export function isSendable(method: TwoFactorMethod, code: string): boolean {
  return method === 'password' || sendableCode.test(code);
}

/** Whether a lock of `method` applies to the code. Attempts with a recovery code count apart. */
export function isLockable(method: TwoFactorMethod, code: string): boolean {
  return method === 'password' || oneTimeCode.test(code);
}

/** The submission as the server accepts it. */
export async function toWireForm(
  submission: Submission,
  askedMethod: TwoFactorMethod,
  passwordForm: Settings['passwordForm'],
): Promise<Submission> {
  const { method, code } = submission;
  // Some servers have no method of this name, but all accept a recovery code in place of a factor.
  if (method === 'recovery-code') return { ...submission, method: askedMethod };
  if (method !== 'password' || code === undefined || passwordForm === 'plain') return submission;
  return { method, code: await digestPassword(code) };
}
