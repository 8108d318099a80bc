/** Reads a DDP method call, and separates the code that it presents from its arguments. @module */

import { unreadableCode } from '../../domain/codes/unreadable-code.ts';
import type { Method } from '../../domain/policy/method.ts';
import type { PresentedCode } from '../../ports/credentials.ts';
import { exactMembers, isJsonObject } from './json-object.ts';

/** A call as its method expects it. */
export interface Invocation {
  readonly method: string;
  readonly params: readonly unknown[];
  /** The code for `authorize({ code })`. Absent if the call presents none. */
  readonly code?: PresentedCode;
}

/**
 * Separates the code of a call from its arguments. Callers present a code in three forms:
 *
 * - A trailing argument `{ twoFactorCode, twoFactorMethod?, twoFactorResend? }`, recognized by
 *   exactly this shape and never by its position alone: any other last argument (`false`, `0`,
 *   `''`, `null`, `{}`) stays. Without `twoFactorCode`, only
 *   `{ twoFactorMethod, twoFactorResend: true }` is recognized.
 * - `callWithTwoFactorRequired` with `[{ code, ddpMethod, method, params }]`, where `method` is the
 *   code's method. It is unwrapped once; a call that is wrapped again is an unknown method.
 * - `login` with `[{ totp: { login: { … }, code } }]`.
 *
 * A call in none of these forms is returned as it is, without a code. Never throws. A non-string
 * code becomes one that `authorize` refuses as malformed.
 *
 * @example
 * ```ts
 * import { readInvocation } from 'second-factor/ddp';
 *
 * const { method, params, code } = readInvocation('saveSettings', [
 *   { theme: 'dark' },
 *   false,
 *   { twoFactorCode: '123456', twoFactorMethod: 'email' },
 * ]);
 * method; // => 'saveSettings'
 * params; // => [{ theme: 'dark' }, false]
 * code; // => { method: 'email', value: '123456' }
 * ```
 */
export function readInvocation(method: string, params: readonly unknown[] = []): Invocation {
  const args: readonly unknown[] = Array.isArray(params) ? params : [];
  if (method === 'callWithTwoFactorRequired') return unwrapCall(args) ?? { method, params: args };
  if (method === 'login') return unwrapLogin(args) ?? splitTrailingCode(method, args);
  return splitTrailingCode(method, args);
}

function splitTrailingCode(method: string, params: readonly unknown[]): Invocation {
  const code = readTrailingCode(params.at(-1));
  return code === undefined ? { method, params } : { method, params: params.slice(0, -1), code };
}

function readTrailingCode(argument: unknown): PresentedCode | undefined {
  const members = exactMembers(argument, {
    optional: ['twoFactorCode', 'twoFactorMethod', 'twoFactorResend'],
  });
  if (members === undefined) return undefined;
  const { twoFactorCode: code, twoFactorMethod: method, twoFactorResend: resend } = members;
  if (method !== undefined && typeof method !== 'string') return undefined;
  if (resend !== undefined && typeof resend !== 'boolean') return undefined;
  const requestsEmail = code === undefined && method !== undefined && resend === true;
  return typeof code === 'string' || requestsEmail ? presentedCode({ code, method, resend }) : undefined;
}

function unwrapCall(params: readonly unknown[]): Invocation | undefined {
  if (params.length !== 1) return undefined;
  const call = exactMembers(params[0], {
    required: ['ddpMethod'],
    optional: ['code', 'method', 'params'],
  });
  if (call === undefined) return undefined;
  const { code, ddpMethod, method, params: wrappedParams = [] } = call;
  if (typeof ddpMethod !== 'string' || !Array.isArray(wrappedParams)) return undefined;
  if (method !== undefined && method !== null && typeof method !== 'string') return undefined;
  const { params: ownParams } = splitTrailingCode(ddpMethod, wrappedParams);
  return { method: ddpMethod, params: ownParams, code: presentedCode({ code, method }) };
}

function unwrapLogin(params: readonly unknown[]): Invocation | undefined {
  if (params.length !== 1) return undefined;
  const envelope = exactMembers(params[0], { required: ['totp'] });
  const totp = exactMembers(envelope?.['totp'], { required: ['login', 'code'] });
  if (totp === undefined || !isJsonObject(totp['login'])) return undefined;
  return { method: 'login', params: [totp['login']], code: presentedCode({ code: totp['code'] }) };
}

/**
 * An empty code only states the preferred method. An unknown method is not dropped here, because
 * the decision refuses it.
 */
function presentedCode({
  code,
  method,
  resend,
}: {
  readonly code: unknown;
  readonly method?: unknown;
  readonly resend?: unknown;
}): PresentedCode {
  const value = typeof code === 'string' || code === undefined || code === null ? code : unreadableCode;
  return {
    ...(typeof method === 'string' && method !== '' ? { method: method as Method } : {}),
    ...(typeof value === 'string' && value !== '' ? { value } : {}),
    ...(resend === true ? { resend } : {}),
  };
}
