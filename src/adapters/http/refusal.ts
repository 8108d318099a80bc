/** The refusals of HTTP calls, including those of requests before any decision. @module */

import { type Refusal, isRefusal } from '../../domain/decision/compatible-words.ts';

/** A refusal of the request itself, before any decision. */
export type RequestRefusal =
  /** The host identifies nobody by the credentials of this request. */
  | { readonly kind: 'not-authenticated' }
  /** The body is declared as JSON, but does not parse. */
  | { readonly kind: 'malformed-body' }
  /** The body is longer than the limit for a login. */
  | { readonly kind: 'body-too-large' };

export type HttpRefusal = Refusal | RequestRefusal;

/** A refusal as an HTTP response. `body` is the JSON value, with its members in wire order. */
export interface RenderedRefusal {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const requestKinds = {
  'not-authenticated': true,
  'malformed-body': true,
  'body-too-large': true,
} as const satisfies Readonly<Record<RequestRefusal['kind'], true>>;

/** Whether a value of the host can be rendered as it is. */
export function isHttpRefusal(value: unknown): value is HttpRefusal {
  if (isRefusal(value)) return true;
  const { kind } = (value ?? {}) as { readonly kind?: unknown };
  return typeof kind === 'string' && Object.hasOwn(requestKinds, kind);
}

/** The refusal where there is no other that can be rendered. */
export const unavailable: HttpRefusal = { kind: 'unavailable', port: 'accounts', trace: [] };

/** `Retry-After` while a port is unavailable, in seconds: above each deadline but that for mail. */
const unavailableSeconds = 5;

/**
 * `Retry-After` in whole seconds (RFC 9110 §10.2.3), rounded up so that a caller who waits that
 * long is not too early.
 */
export function retryAfter(refusal: HttpRefusal, now: number): Readonly<Record<string, string>> {
  if (refusal.kind === 'unavailable') return { 'retry-after': String(unavailableSeconds) };
  if (refusal.kind !== 'too-many-attempts') return {};
  return { 'retry-after': String(Math.max(0, Math.ceil((refusal.retryAt - now) / 1000))) };
}

/** An instant as ISO 8601 text in UTC, as it appears in bodies. */
export function isoInstant(at: number): string {
  return new Date(at).toISOString();
}
