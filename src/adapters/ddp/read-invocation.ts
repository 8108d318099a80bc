/** A DDP method call, with the proof that came along taken out of it. @module */

import { unreadableCode } from '../../domain/codes/unreadable-code.ts';
import type { Method } from '../../domain/policy/method.ts';
import type { PresentedCode } from '../../ports/two-factor.ts';
import { isJsonObject, membersOf } from './shape.ts';

/** A call as the method itself wants it. */
export interface Invocation {
  readonly method: string;
  readonly params: readonly unknown[];
  /** For `authorize({ code })`; absent where no proof came along. */
  readonly code?: PresentedCode;
}

/**
 * Takes the proof out of a call, in the three forms that callers use:
 *
 * - one more, trailing argument `{ twoFactorCode, twoFactorMethod?, twoFactorResend? }`, recognised by exactly that shape and never by
 *   its position alone: any other last argument (`false`, `0`, `''`, `null`, `{}`) stays where it is. Without `twoFactorCode` it is one
 *   only as `{ twoFactorMethod, twoFactorResend: true }`;
 * - `callWithTwoFactorRequired` with `[{ code, ddpMethod, method, params }]`, where `method` is that of the code. It is unwrapped once:
 *   what is wrapped again is an unknown method;
 * - `login` with `[{ totp: { login: { … }, code } }]`.
 *
 * What has none of these shapes is answered as it is, without a code. Never throws; a code that is no text is answered as one that
 * `authorize` refuses as malformed.
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
  const given: readonly unknown[] = Array.isArray(params) ? params : [];
  if (method === 'callWithTwoFactorRequired') return unwrapCall(given) ?? { method, params: given };
  if (method === 'login') return unwrapLogin(given) ?? withoutTrailingProof(method, given);
  return withoutTrailingProof(method, given);
}

function withoutTrailingProof(method: string, params: readonly unknown[]): Invocation {
  const code = readTrailingProof(params.at(-1));
  return code === undefined ? { method, params } : { method, params: params.slice(0, -1), code };
}

function readTrailingProof(value: unknown): PresentedCode | undefined {
  const proof = membersOf(value, [], ['twoFactorCode', 'twoFactorMethod', 'twoFactorResend']);
  if (proof === undefined) return undefined;
  const { twoFactorCode: code, twoFactorMethod: method, twoFactorResend: resend } = proof;
  if (method !== undefined && typeof method !== 'string') return undefined;
  if (resend !== undefined && typeof resend !== 'boolean') return undefined;
  const asksForMail = code === undefined && method !== undefined && resend === true;
  return typeof code === 'string' || asksForMail ? presented(code, method, resend) : undefined;
}

function unwrapCall(params: readonly unknown[]): Invocation | undefined {
  const call =
    params.length === 1 ? membersOf(params[0], ['ddpMethod'], ['code', 'method', 'params']) : undefined;
  if (call === undefined) return undefined;
  const { code, ddpMethod, method, params: inner = [] } = call;
  if (typeof ddpMethod !== 'string' || !Array.isArray(inner)) return undefined;
  if (method !== undefined && method !== null && typeof method !== 'string') return undefined;
  const { params: own } = withoutTrailingProof(ddpMethod, inner);
  return { method: ddpMethod, params: own, code: presented(code, method) };
}

function unwrapLogin(params: readonly unknown[]): Invocation | undefined {
  const envelope = params.length === 1 ? membersOf(params[0], ['totp']) : undefined;
  const totp = membersOf(envelope?.['totp'], ['login', 'code']);
  if (totp === undefined || !isJsonObject(totp['login'])) return undefined;
  return { method: 'login', params: [totp['login']], code: presented(totp['code']) };
}

/** Text that names no method is passed on as it is: the decision knows what to make of it. An empty code is the wish for its method. */
function presented(code: unknown, method?: unknown, resend?: unknown): PresentedCode {
  const value = typeof code === 'string' || code === undefined || code === null ? code : unreadableCode;
  return {
    ...(typeof method === 'string' && method !== '' ? { method: method as Method } : {}),
    ...(typeof value === 'string' && value !== '' ? { value } : {}),
    ...(resend === true ? { resend } : {}),
  };
}
