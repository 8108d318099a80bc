/** The options of `protect` and `protectNode`. @module */

import type { Denial } from '../../domain/decision/denial.ts';
import type { Client } from '../../domain/keys/keyed-names.ts';
import type { ReservedOperation } from '../../domain/policy/rule.ts';
import type { AuthenticatedToken } from '../../ports/credentials.ts';
import type { TwoFactor } from '../../ports/two-factor.ts';
import type { Dialect } from './render-denial.ts';

/** The identity behind a request, as the host knows it. */
export interface Identity {
  /** The host's id of the user. */
  readonly subject: string;
  /**
   * The id of the host's session, or any text that is stable within it. Trust in the client is
   * bound to it.
   */
  readonly session?: string | undefined;
  /** When the person signed in to that session: see `Client.signedInAt`. */
  readonly signedInAt?: number | undefined;
  /** The token that `accessTokens.authenticate` resolved to, if the request carries one. */
  readonly accessToken?: AuthenticatedToken | undefined;
  /**
   * The client, if the host knows it better than `readClient` does. Where it lacks `session` or
   * `signedInAt`, the ones above are used.
   */
  readonly client?: Client | undefined;
}

/**
 * An identity, or the denial that the request's credentials met. `undefined` if nobody is
 * identified: the request is refused with 401. A `DenialError` in place of a denial is refused with
 * the denial in it, and any other value with 503; `onError` then gets a `TypeError`.
 */
export type Identified = Identity | { readonly denial: Denial } | undefined;

export interface ProtectOptions<Source, Operation extends string> {
  /**
   * An operation of the policy, or a function that derives it from the request. An unknown
   * operation is refused.
   */
  readonly operation: Operation | ReservedOperation | ((request: Source) => string | undefined);
  /**
   * Identifies the caller. `body` is the parsed JSON of a login (see `codeInBody`), otherwise
   * `undefined`. If this function throws, the request is refused with 503 and `onError` gets the
   * error.
   */
  readonly identify: (request: Source, body: unknown) => Identified | Promise<Identified>;
  /** Default `compat`. It is never guessed from `accept`. */
  readonly dialect?: Dialect | ((request: Source) => Dialect) | undefined;
  /** Whether to refuse in the older shape of login, under 401. Default `false`. */
  readonly login?: boolean | undefined;
  /**
   * Whether the JSON body may contain the code, as in a login. At most 64 kB are read, and the
   * handler can still read the body. Default `true` if `login` is `true` or the operation is
   * `login`, otherwise `false`.
   */
  readonly codeInBody?: boolean | undefined;
  /** As for `readClient`. Default none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** The peer's address, if the request does not have it. */
  readonly remoteAddress?: ((request: Source) => string | undefined) | undefined;
  /**
   * The current instant in epoch milliseconds, from which `retry-after` counts. Default the system
   * clock.
   */
  readonly now?: (() => number) | undefined;
  /**
   * Receives the error that `identify` or another of these functions throws, and a `TypeError` if
   * `identify` returns a `denial` that cannot be rendered.
   */
  readonly onError?: ((error: unknown, request: Source) => unknown) | undefined;
}

/** The part of the façade that a transport needs. */
export type Authorizer<Operation extends string> = Pick<TwoFactor<Operation>, 'authorize'>;
