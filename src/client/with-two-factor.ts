/** `withTwoFactor`: a `fetch` that answers challenges. @module */

import { makeCall } from './answer-challenge.ts';
import type { AskOptions } from './ask.ts';
import { createPromptLine } from './prompt-line.ts';
import { repeatableFetch } from './repeatable-fetch.ts';
import { readSettings } from './settings.ts';

/**
 * Wraps `fetch`: a call that the server refuses for want of a second factor is made again with what `ask` answers, its body intact, and the
 * caller sees only how it ends. Every other response, and every error, passes through untouched.
 *
 * - Calls that are challenged while somebody is asked wait, and are then made again without a code; they pass if the server now trusts this
 *   client, else they ask in their turn. If the person gives up, those that wait are given up as well. Use one wrapper for one server.
 * - After `attempts` codes the server's last refusal is the response.
 * - A code goes to the origin of the call alone. A call with a code follows no redirect: the response is then the redirect itself
 *   (`opaqueredirect` in browsers), as with `redirect: 'manual'`. A challenge that came after a redirect is not answered, but handed back.
 * - A `ReadableStream` body is teed and a `Request` cloned when the call is made.
 *
 * Rejects with {@link TwoFactorCancelled} when the person gives up, with {@link TwoFactorNotRepeatable} when a challenged call has a body that can be
 * read only once, with the reason of the call's signal when that aborts, and with what `fetch` or `ask` throws. Throws a `RangeError` for
 * impossible `attempts`.
 *
 * @example
 * ```ts
 * import { withTwoFactor } from 'second-factor/client';
 *
 * // A server that wants a code, in place of a real one.
 * async function server(_input: unknown, init?: RequestInit): Promise<Response> {
 *   if (new Headers(init?.headers).get('x-2fa-code') === '123456') return Response.json({ saved: true });
 *   const details = { method: 'totp', availableMethods: ['totp'] };
 *   return Response.json({ success: false, errorType: 'totp-required', details }, { status: 400 });
 * }
 *
 * const fetch = withTwoFactor(server, { ask: async ({ method }) => ({ code: '123456', method }) });
 * const response = await fetch('https://acme.example/settings', { method: 'POST', body: '{}' });
 * response.status; // => 200
 * ```
 */
export function withTwoFactor(fetch: typeof globalThis.fetch, options: AskOptions): typeof globalThis.fetch {
  const settings = readSettings(options);
  const line = createPromptLine();
  return async (input, init) => makeCall(repeatableFetch(fetch, input, init), line, settings);
}
