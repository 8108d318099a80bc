/** What a REST call presents: the code, the wish for a method, the request for another mail. @module */

import { unreadableCode } from '../../domain/codes/unreadable-code.ts';
import { type Method, isMethod } from '../../domain/policy/method.ts';
import type { PresentedCode } from '../../ports/two-factor.ts';
import { type HeaderSource, headerValue } from './header-value.ts';

/** A header longer than this, in characters, is not decoded: it is longer than any code or password. */
const longestHeader = 8192;

/**
 * The code that came along, for `authorize({ code })`, or `undefined` where nothing did. From the headers `x-2fa-code`,
 * `x-2fa-method` and `x-2fa-resend: 1`; an empty code is only the wish for its method. A password is the plain text, its SHA-256
 * as 64 hex digits, or `base64:` and its UTF-8, which is decoded here.
 *
 * `body`, for login alone, is the parsed JSON of the request: `{ "code": "123456" }`, with `"method"` where it is one of ours, or
 * `{ "totp": { "login": { … }, "code": "123456" } }`. A code in the headers goes before one in the body. Do not hand over the body of
 * other operations: their `code` may mean something else.
 *
 * Never throws. What cannot be read (no text, broken base64) is answered as a code that `authorize` refuses as malformed without
 * counting it; an unknown method is passed on, and refused there.
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
  const named = headerValue(headers, 'x-2fa-method')?.trim();
  const resend = headerValue(headers, 'x-2fa-resend')?.trim() === '1';
  const inHeader = decodePassword(headerValue(headers, 'x-2fa-code') ?? '', named);
  const inBody = inHeader === '' ? codeInBody(body) : undefined;
  const value = inHeader === '' ? inBody?.value : inHeader;
  // Text that names no method is passed on as it is: the decision knows what to make of it.
  const method = named === undefined || named === '' ? inBody?.method : (named as Method);
  if (value === undefined && method === undefined && !resend) return undefined;
  return {
    ...(method === undefined ? {} : { method }),
    ...(value === undefined ? {} : { value }),
    ...(resend ? { resend } : {}),
  };
}

/**
 * The login itself, out of a body that may wrap it: `{ "totp": { "login": { … }, "code": … } }` answers what is in `login`, anything
 * else is answered as it is.
 */
export function readLogin(body: unknown): unknown {
  return envelopeIn(body)?.login ?? body;
}

function codeInBody(body: unknown): { readonly value?: string; readonly method?: Method } | undefined {
  const envelope = envelopeIn(body);
  if (envelope !== undefined) return valueOf(envelope.code);
  if (!isObject(body) || !Object.hasOwn(body, 'code')) return undefined;
  const method = Object.hasOwn(body, 'method') && isMethod(body['method']) ? { method: body['method'] } : {};
  return { ...valueOf(body['code']), ...method };
}

function envelopeIn(body: unknown): { readonly login: object; readonly code: unknown } | undefined {
  if (!isObject(body) || !Object.hasOwn(body, 'totp')) return undefined;
  const { totp } = body;
  if (!isObject(totp) || !Object.hasOwn(totp, 'login') || !isObject(totp['login'])) return undefined;
  return { login: totp['login'], code: Object.hasOwn(totp, 'code') ? totp['code'] : undefined };
}

function valueOf(code: unknown): { readonly value?: string } {
  if (code === undefined || code === null || code === '') return {};
  if (typeof code === 'string') return { value: code };
  const isNumber = typeof code === 'number' && Number.isSafeInteger(code) && code >= 0;
  return { value: isNumber ? String(code) : unreadableCode };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Headers carry no spaces at the ends and nothing above U+00FF, so a password may travel as base64 of its UTF-8. */
function decodePassword(text: string, method: string | undefined): string {
  const encoded = text.startsWith('base64:') && (method === undefined || method === 'password');
  if (!encoded || text.length > longestHeader) return text;
  const base64 = text.slice('base64:'.length);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return unreadableCode;
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return unreadableCode;
  }
}
