/** What an HTTP call can be refused with: the core's denials, and what only a transport knows. @module */

import type { Refusal } from '../../domain/decision/compatible-words.ts';

/** The request itself does not get as far as a decision. */
export type RequestRefusal =
  /** The host knows nobody by this request's credentials. */
  | { readonly kind: 'not-authenticated' }
  /** The body is no JSON, although it says so. */
  | { readonly kind: 'malformed-body' }
  /** The body is longer than a login can be. */
  | { readonly kind: 'body-too-large' };

export type HttpRefusal = Refusal | RequestRefusal;

/** A refusal as HTTP: `body` is the JSON value, its members in the order in which they are written. */
export interface RenderedRefusal {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How long to wait when a port is unavailable, in seconds: longer than any port is waited for. */
const unavailableSeconds = 5;

/** `Retry-After` in whole seconds (RFC 9110 §10.2.3), rounded up, so that a caller who obeys is not too early. */
export function retryAfter(refusal: HttpRefusal, now: number): Readonly<Record<string, string>> {
  if (refusal.kind === 'unavailable') return { 'retry-after': String(unavailableSeconds) };
  if (refusal.kind !== 'too-many-attempts') return {};
  return { 'retry-after': String(Math.max(0, Math.ceil((refusal.retryAt - now) / 1000))) };
}
