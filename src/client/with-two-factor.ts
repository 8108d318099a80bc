/** `withTwoFactor`: a `fetch` that handles challenges. @module */

import type { AskOptions } from './ask.ts';
import { makeCall } from './make-call.ts';
import { createPromptQueue } from './prompt-queue.ts';
import { repeatableFetch } from './repeatable-fetch.ts';
import { readSettings } from './settings.ts';

/**
 * Wraps `fetch`. If the server requires a second factor, the wrapper asks the person and makes the
 * same call again with the code, its body intact. The caller sees only the final response. Every
 * other response, and every error, passes through untouched.
 *
 * - Calls that are challenged while the person is asked wait, and are then made again without a
 *   code. They pass if the server now trusts this client; otherwise each asks in its turn. If the
 *   person gives up, the waiting calls are given up too. Use one wrapper for one server.
 * - After `attempts` codes the response is the server's last refusal.
 * - A code is sent only to the origin of the call. A call with a code follows no redirect: the
 *   response is then the redirect itself (`opaqueredirect` in browsers), as with
 *   `redirect: 'manual'`. A challenge that comes after a redirect is returned without asking the
 *   person.
 * - When the call is made, a `ReadableStream` body is teed and a `Request` is cloned.
 *
 * The call rejects with {@link TwoFactorCancelled} when the person gives up, with
 * {@link TwoFactorNotRepeatable} when a challenged call has a body that can be read only once, with
 * the reason of the call's signal when that aborts, and with what `fetch` or `ask` throws.
 *
 * @throws {RangeError} if `attempts` is not an integer of at least 1.
 * @example
 * ```ts
 * import { withTwoFactor } from 'second-factor/client';
 *
 * // Stands in for a server that requires a code.
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
  const queue = createPromptQueue();
  return async (input, init) => makeCall(repeatableFetch(fetch, input, init), queue, settings);
}
