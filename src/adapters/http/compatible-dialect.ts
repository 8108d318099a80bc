/** Refusals in the compatible dialect, including the older shape of login. @module */

import { compatibleWords } from '../../domain/decision/compatible-words.ts';
import {
  type HttpRefusal,
  type RenderedRefusal,
  type RequestRefusal,
  isoInstant,
  retryAfter,
} from './refusal.ts';

/** `login` selects the older shape, `{ success, status, error, message, details }` under 401. */
export function renderCompatible(
  refusal: HttpRefusal,
  { login, now }: { readonly login: boolean; readonly now: number },
): RenderedRefusal {
  const status = login && isChallenge(refusal) ? 401 : statuses[refusal.kind];
  const headers = { 'content-type': 'application/json', ...retryAfter(refusal, now) };
  if (refusal.kind === 'not-authenticated')
    return {
      status,
      headers,
      body: { success: false, status: 'error', message: 'You must be logged in to do this.' },
    };
  const { code, text, details } = isRequestRefusal(refusal)
    ? { ...requestWords[refusal.kind], details: undefined }
    : compatibleWords(refusal, isoInstant);
  const optionalDetails = details === undefined ? {} : { details };
  if (login)
    return {
      status,
      headers,
      body: { success: false, status: 'error', error: code, message: text, ...optionalDetails },
    };
  const error = isChallenge(refusal) ? `${text} [${code}]` : code;
  return { status, headers, body: { success: false, error, errorType: code, ...optionalDetails } };
}

const statuses = {
  'second-factor-required': 400,
  'second-factor-invalid': 400,
  'too-many-attempts': 400,
  'factor-disabled': 403,
  'enrollment-required': 403,
  'access-token-refused': 401,
  'unknown-operation': 400,
  'unknown-subject': 400,
  unavailable: 503,
  'name-taken': 409,
  'limit-reached': 409,
  'not-found': 404,
  superseded: 409,
  'invalid-request': 400,
  'not-authenticated': 401,
  'malformed-body': 400,
  'body-too-large': 413,
} as const satisfies Readonly<Record<HttpRefusal['kind'], number>>;

const requestWords = {
  'malformed-body': { code: 'malformed-body', text: 'Malformed Body' },
  'body-too-large': { code: 'body-too-large', text: 'Body Too Large' },
} as const;

function isRequestRefusal(
  refusal: Exclude<HttpRefusal, { readonly kind: 'not-authenticated' }>,
): refusal is Exclude<RequestRefusal, { readonly kind: 'not-authenticated' }> {
  return Object.hasOwn(requestWords, refusal.kind);
}

function isChallenge({ kind }: HttpRefusal): boolean {
  return (
    kind === 'second-factor-required' || kind === 'second-factor-invalid' || kind === 'too-many-attempts'
  );
}
