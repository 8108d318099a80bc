/** A call by `fetch` that can be made again, with what is presented in its headers. @module */

import type { Presented, RepeatableCall } from './answer-challenge.ts';
import { notRepeatable } from './errors.ts';
import { encodePassword } from './password.ts';
import { challengeInResponse } from './read-response.ts';
import { keepBody } from './repeatable-body.ts';
import { untilAborted } from './until-aborted.ts';

const codeHeader = 'x-2fa-code';

export function repeatableFetch(
  fetch: typeof globalThis.fetch,
  input: string | URL | Request,
  init: RequestInit | undefined,
): RepeatableCall<Response> {
  const request = typeof input === 'object' && 'clone' in input ? input : undefined;
  const url = typeof input === 'string' ? input : 'clone' in input ? input.url : input.href;
  // The first sending reads the request's body.
  const spare = request === undefined || request.bodyUsed ? undefined : request.clone();
  const body = keepBody(init?.body);
  // The caller may change these objects while the person types.
  const kept = { ...init };
  const ownHeaders = new Headers(kept.headers ?? request?.headers);
  const signal = kept.signal ?? request?.signal;
  let sent = false;

  return {
    signal,
    async send(presented) {
      const headers = new Headers(ownHeaders);
      if (presented !== undefined) present(headers, presented);
      const withCode = headers.has(codeHeader);
      const again = sent;
      sent = true;
      if (!again && !withCode && !body.teed) return fetch(input, init);

      // `redirect` is what keeps the code from another origin: nothing else stops `fetch` from taking its headers there.
      const stays = withCode && (kept.redirect ?? request?.redirect) !== 'error';
      return fetch(again ? (spare?.clone() ?? input) : input, {
        // A request's own are lost as soon as anything else about it changes (Fetch §5.4, step 13).
        ...(request && { referrer: request.referrer, referrerPolicy: request.referrerPolicy }),
        ...kept,
        headers,
        ...(kept.body && { body: body.next?.() }),
        ...(stays && { redirect: 'manual' }),
      } as RequestInit);
    },
    async challengeIn(response) {
      if (!isAnswerOf(url, response)) return undefined;
      const challenge = await untilAborted(() => challengeInResponse(response), signal);
      if (challenge !== undefined && body.next === undefined) throw notRepeatable();
      return challenge;
    },
  };
}

function present(headers: Headers, { method, code, resend }: Presented): void {
  headers.delete(codeHeader);
  headers.delete('x-2fa-resend');
  headers.set('x-2fa-method', method);
  if (resend === true) headers.set('x-2fa-resend', '1');
  if (code !== undefined) headers.set(codeHeader, method === 'password' ? encodePassword(code) : code);
}

/** Whether the server that was called asks for the code, and not one that a redirect led to. */
function isAnswerOf(url: string, response: Response): boolean {
  if (response.redirected) return false;
  if (!response.url) return true;
  try {
    const base = globalThis.document?.baseURI ?? globalThis.location?.href;
    return new URL(url, base).origin === new URL(response.url).origin;
  } catch {
    // A relative address that only the given `fetch` can resolve.
    return true;
  }
}
