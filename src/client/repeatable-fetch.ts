/** A `fetch` call that can be sent again, with the submission in its headers. @module */

import { notRepeatable } from './errors.ts';
import { encodePassword } from './password.ts';
import type { Challenge } from './read-challenge.ts';
import { challengeInResponse } from './read-response.ts';
import { keepBody } from './repeatable-body.ts';
import type { RepeatableCall } from './repeatable-call.ts';
import type { Submission } from './submission.ts';
import { untilAborted } from './until-aborted.ts';

const codeHeader = 'x-2fa-code';
const methodHeader = 'x-2fa-method';
const resendHeader = 'x-2fa-resend';

export function repeatableFetch(
  fetch: typeof globalThis.fetch,
  input: string | URL | Request,
  init: RequestInit | undefined,
): RepeatableCall<Response> {
  const request = isRequest(input) ? input : undefined;
  const url = urlOf(input);
  // The first sending consumes the body of the request.
  const spareRequest = request === undefined || request.bodyUsed ? undefined : request.clone();
  const body = keepBody(init?.body);
  // Copies, because the caller may change these objects while the person types.
  const ownInit = { ...init };
  const ownHeaders = new Headers(ownInit.headers ?? request?.headers);
  const signal = ownInit.signal ?? request?.signal;
  let isRepeated = false;

  return { signal, send, challengeIn };

  async function send(submission?: Submission): Promise<Response> {
    const headers = new Headers(ownHeaders);
    if (submission !== undefined) setSubmission(headers, submission);
    const hasCode = headers.has(codeHeader);
    const target = isRepeated ? (spareRequest?.clone() ?? input) : input;
    const isUnchanged = !isRepeated && !hasCode && !body.isTeed;
    isRepeated = true;
    if (isUnchanged) return fetch(input, init);

    // Without `redirect: 'manual'`, `fetch` sends the code to every origin that a redirect names.
    const redirect = ownInit.redirect ?? request?.redirect;
    return fetch(target, {
      // `fetch` resets these if `init` changes anything about a request (Fetch §5.4, step 13).
      ...(request && { referrer: request.referrer, referrerPolicy: request.referrerPolicy }),
      ...ownInit,
      headers,
      // A body that can be read only once stays in `ownInit`: this is then the only sending.
      ...(body.next && { body: body.next() }),
      ...(hasCode && redirect !== 'error' && { redirect: 'manual' }),
    } as RequestInit);
  }

  async function challengeIn(response: Response): Promise<Challenge | undefined> {
    if (!isFromCalledOrigin(url, response)) return undefined;
    const challenge = await untilAborted(() => challengeInResponse(response), signal);
    if (challenge !== undefined && body.next === undefined) throw notRepeatable();
    return challenge;
  }
}

/** Recognizes requests of polyfills and other realms too, which `instanceof` does not. */
function isRequest(input: string | URL | Request): input is Request {
  return typeof input === 'object' && 'clone' in input;
}

function urlOf(input: string | URL | Request): string {
  if (typeof input === 'string') return input;
  return isRequest(input) ? input.url : input.href;
}

function setSubmission(headers: Headers, { method, code, resend }: Submission): void {
  // The caller's own headers may contain an older code.
  headers.delete(codeHeader);
  headers.delete(resendHeader);
  headers.set(methodHeader, method);
  if (resend === true) headers.set(resendHeader, '1');
  if (code === undefined) return;
  headers.set(codeHeader, method === 'password' ? encodePassword(code) : code);
}

/** Whether the called server itself replied. A server behind a redirect must not get a code. */
function isFromCalledOrigin(url: string, response: Response): boolean {
  if (response.redirected) return false;
  if (!response.url) return true;
  try {
    const base = globalThis.document?.baseURI ?? globalThis.location?.href;
    return new URL(url, base).origin === new URL(response.url).origin;
  } catch {
    // Only the given `fetch` can resolve this relative address.
    return true;
  }
}
