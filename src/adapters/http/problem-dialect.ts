/** Refusals as RFC 9457 problem details, with `WWW-Authenticate` as in RFC 9470. @module */

import { challengeMembers, enrollmentMembers } from '../../domain/decision/compatible-words.ts';
import { type HttpRefusal, type RenderedRefusal, isoInstant, retryAfter } from './refusal.ts';

/** The `type` of a problem is this prefix followed by the kind. */
const problemTypePrefix = 'urn:second-factor:problem:';

/**
 * The body has the members of RFC 9457 §3.1 except `instance`, then the extension members of §3.2:
 * `kind`, and what the caller needs to act.
 */
export function renderProblem(refusal: HttpRefusal, { now }: { readonly now: number }): RenderedRefusal {
  const { kind } = refusal;
  const { status, title, detail, bearerError }: Problem = problems[kind];
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(bearerError === undefined ? {} : { 'www-authenticate': wwwAuthenticate(bearerError, detail) }),
      ...retryAfter(refusal, now),
    },
    body: { type: problemTypePrefix + kind, title, status, detail, kind, ...extensionMembers(refusal) },
  };
}

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /**
   * The `error` parameter of `WWW-Authenticate`, which every 401 carries (RFC 9110 §15.5.2). Empty
   * if the request has no credentials (RFC 6750 §3.1).
   */
  readonly bearerError?: string;
}

const problems = {
  'second-factor-required': {
    status: 401,
    title: 'Second factor required',
    detail: 'Repeat the request with a code for the method.',
    bearerError: 'insufficient_user_authentication',
  },
  'second-factor-invalid': {
    status: 401,
    title: 'Second factor invalid',
    detail: 'The code was not accepted. Repeat the request with another one.',
    bearerError: 'insufficient_user_authentication',
  },
  'too-many-attempts': {
    status: 429,
    title: 'Too many attempts',
    detail: 'No code is compared before retryAt.',
  },
  'factor-disabled': {
    status: 403,
    title: 'Second factor disabled',
    detail:
      'Too many wrong codes disabled the factor. Enroll it again with a recovery code, or have it reset.',
  },
  'enrollment-required': {
    status: 403,
    title: 'Enrollment required',
    detail: 'Enroll one of the available methods first, or sign in again if the reason says so.',
  },
  'access-token-refused': {
    status: 401,
    title: 'Access token refused',
    detail: 'The access token does not count here.',
    bearerError: 'invalid_token',
  },
  'unknown-operation': {
    status: 400,
    title: 'Unknown operation',
    detail: 'No policy says who may do this.',
  },
  'unknown-subject': {
    status: 400,
    title: 'Unknown subject',
    detail: 'There is no such account.',
  },
  unavailable: {
    status: 503,
    title: 'Temporarily unavailable',
    detail: 'The request could not be checked. Try again later.',
  },
  'name-taken': { status: 409, title: 'Name taken', detail: 'Another access token has this name.' },
  'limit-reached': { status: 409, title: 'Limit reached', detail: 'There are as many as there may be.' },
  'not-found': { status: 404, title: 'Not found', detail: 'There is nothing by that id or name.' },
  superseded: {
    status: 409,
    title: 'Account changed meanwhile',
    detail: 'The account changed while the request was under way. Start again.',
  },
  'invalid-request': {
    status: 400,
    title: 'Invalid request',
    detail: 'A field of the request is not valid.',
  },
  'not-authenticated': {
    status: 401,
    title: 'Not authenticated',
    detail: 'Log in first.',
    bearerError: '',
  },
  'malformed-body': {
    status: 400,
    title: 'Malformed body',
    detail: 'The body is not the JSON it claims to be.',
  },
  'body-too-large': {
    status: 413,
    title: 'Body too large',
    detail: 'The body is longer than a login can be.',
  },
} as const satisfies Readonly<Record<HttpRefusal['kind'], Problem>>;

/**
 * The errors are those of RFC 9470 §3 (a second factor is needed) and RFC 6750 §3.1 (a bad token).
 */
function wwwAuthenticate(error: string, detail: string): string {
  return error === '' ? 'Bearer' : `Bearer error="${error}", error_description="${detail}"`;
}

function extensionMembers(refusal: HttpRefusal): Readonly<Record<string, unknown>> {
  switch (refusal.kind) {
    case 'second-factor-invalid':
      return { ...challengeMembers(refusal, isoInstant), reason: refusal.reason };
    case 'second-factor-required':
    case 'too-many-attempts':
      return challengeMembers(refusal, isoInstant);
    case 'factor-disabled':
      return { method: refusal.method, availableMethods: refusal.availableMethods };
    case 'enrollment-required':
      return enrollmentMembers(refusal);
    case 'access-token-refused':
      return { reason: refusal.reason };
    case 'limit-reached':
      return { most: refusal.most };
    case 'invalid-request':
      return { field: refusal.field, problem: refusal.problem };
    case 'unknown-operation':
    case 'unknown-subject':
    case 'unavailable':
    case 'name-taken':
    case 'not-found':
    case 'superseded':
    case 'not-authenticated':
    case 'malformed-body':
    case 'body-too-large':
      return {};
  }
}
