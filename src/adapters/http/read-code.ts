/** Reads the code, the preferred method and the request for another email. @module */

import { unreadableCode } from '../../domain/codes/unreadable-code.ts';
import { type Method, isMethod } from '../../domain/policy/method.ts';
import type { PresentedCode } from '../../ports/credentials.ts';
import { type HeaderSource, headerValue } from './header-value.ts';

/** The maximum length of a header that is decoded, in characters: above any code or password. */
const maxEncodedLength = 8192;

/**
 * Reads the code that a request presents, for `authorize({ code })`. Returns `undefined` if it
 * presents nothing.
 *
 * - The headers are `x-2fa-code`, `x-2fa-method` and `x-2fa-resend: 1`. An empty code only states
 *   the preferred method. A password is plain text, its SHA-256 as 64 hex digits, or `base64:`
 *   followed by its UTF-8 in base64, which is decoded here.
 * - `body` is the parsed JSON of a login: `{ "code": "123456" }`, optionally with a known
 *   `"method"`, or `{ "totp": { "login": { … }, "code": "123456" } }`. A code in the headers takes
 *   precedence. Do not pass the body of another operation: its `code` may mean something else.
 *
 * Never throws. A code that cannot be read (a non-string, broken base64) becomes one that
 * `authorize` refuses as malformed without counting an attempt. An unknown method is passed on and
 * refused there.
 *
 * @example
 * ```ts
 * import { readCode } from 'second-factor/http';
 *
 * readCode({ 'X-2fa-Code': '123456', 'X-2fa-Method': 'totp' }); // => { method: 'totp', value: '123456' }
 * readCode({}, { user: 'alice', code: '123456' }); // => { value: '123456' }
 * readCode({}); // => undefined
 * ```
 */
export function readCode(headers: HeaderSource | undefined, body?: unknown): PresentedCode | undefined {
  const methodHeader = headerValue(headers, 'x-2fa-method')?.trim();
  const resend = headerValue(headers, 'x-2fa-resend')?.trim() === '1';
  const inHeader = decodePassword(headerValue(headers, 'x-2fa-code') ?? '', methodHeader);
  const inBody = inHeader === '' ? codeInBody(body) : undefined;
  const value = inHeader === '' ? inBody?.value : inHeader;
  // An unknown method is not dropped here, because the decision refuses it.
  const method =
    methodHeader === undefined || methodHeader === '' ? inBody?.method : (methodHeader as Method);
  if (value === undefined && method === undefined && !resend) return undefined;
  return {
    ...(method === undefined ? {} : { method }),
    ...(value === undefined ? {} : { value }),
    ...(resend ? { resend } : {}),
  };
}

/**
 * Reads the login from a body that may wrap it: the `login` of
 * `{ "totp": { "login": { … }, "code": … } }`, otherwise the body itself.
 */
export function readLogin(body: unknown): unknown {
  return loginEnvelope(body)?.login ?? body;
}

function codeInBody(body: unknown): { readonly value?: string; readonly method?: Method } | undefined {
  const envelope = loginEnvelope(body);
  if (envelope !== undefined) return codeValue(envelope.code);
  if (!isJsonObject(body) || !Object.hasOwn(body, 'code')) return undefined;
  const method = Object.hasOwn(body, 'method') && isMethod(body['method']) ? { method: body['method'] } : {};
  return { ...codeValue(body['code']), ...method };
}

function loginEnvelope(body: unknown): { readonly login: object; readonly code: unknown } | undefined {
  if (!isJsonObject(body) || !Object.hasOwn(body, 'totp')) return undefined;
  const { totp } = body;
  if (!isJsonObject(totp) || !Object.hasOwn(totp, 'login') || !isJsonObject(totp['login'])) return undefined;
  return { login: totp['login'], code: Object.hasOwn(totp, 'code') ? totp['code'] : undefined };
}

function codeValue(code: unknown): { readonly value?: string } {
  if (code === undefined || code === null || code === '') return {};
  if (typeof code === 'string') return { value: code };
  const isNumber = typeof code === 'number' && Number.isSafeInteger(code) && code >= 0;
  return { value: isNumber ? String(code) : unreadableCode };
}

function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A header carries no spaces at its ends and no character above U+00FF, so callers may send a
 * password as base64 of its UTF-8.
 */
function decodePassword(text: string, method: string | undefined): string {
  const encoded = text.startsWith('base64:') && (method === undefined || method === 'password');
  if (!encoded || text.length > maxEncodedLength) return text;
  const base64 = text.slice('base64:'.length);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return unreadableCode;
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return unreadableCode;
  }
}
