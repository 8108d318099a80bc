/** What `protect` and `protectNode` share: from a request to a grant, or to the refusal that answers it. @module */

import type { Denial, Grant } from '../../domain/decision/denial.ts';
import type { Client } from '../../domain/keys/keyed-names.ts';
import type { ReservedOperation } from '../../domain/policy/rule.ts';
import type { AuthenticatedToken, TwoFactor } from '../../ports/two-factor.ts';
import { type ClientSource, clientOf } from './read-client.ts';
import { readCode } from './read-code.ts';
import type { HttpRefusal, RenderedRefusal, RequestRefusal } from './refusal.ts';
import { type Dialect, renderDenial } from './render-denial.ts';
import { parseRanges } from './trusted-proxies.ts';

/** Who makes the request, as the host knows it. */
export interface Identity {
  /** The host's id of the user. */
  readonly subject: string;
  /** The host's session, which the client's trust is bound to; its id, or any text that is stable within it. */
  readonly session?: string | undefined;
  /** The token that `accessTokens.authenticate` answered, for a request that came with one. */
  readonly accessToken?: AuthenticatedToken | undefined;
  /** The client, where the host reads it better than `readClient` does. */
  readonly client?: Client | undefined;
}

/** The host's answer: who it is, or the denial that its credentials met; `undefined` is answered with 401. */
export type Identified = Identity | { readonly denial: Denial } | undefined;

export interface ProtectOptions<Source, Operation extends string> {
  /** The operation of the policy, or a function that tells it from the request. An unknown one is refused. */
  readonly operation: Operation | ReservedOperation | ((request: Source) => string | undefined);
  /**
   * Who makes the request. `body` is the parsed JSON of a login (see `codeInBody`), else `undefined`. What it throws is answered
   * with 503 and told to `onError`; it lets nobody in.
   */
  readonly identify: (request: Source, body: unknown) => Identified | Promise<Identified>;
  /** Default `compat`; never guessed from `accept`. */
  readonly dialect?: Dialect | ((request: Source) => Dialect) | undefined;
  /** Refuse in the older shape of login, under 401; default `false`. */
  readonly login?: boolean | undefined;
  /**
   * Whether the code may be in the JSON body, as logins may have it; at most 64 kB are read, and stay readable for the handler. Default
   * `true` where `login` is `true` or the operation is `login`, else `false`.
   */
  readonly codeInBody?: boolean | undefined;
  /** As for `readClient`; default none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** The peer's address, where the request does not know it. */
  readonly remoteAddress?: ((request: Source) => string | undefined) | undefined;
  /** The current instant in epoch milliseconds, from which `retry-after` counts; default the system's clock. */
  readonly now?: (() => number) | undefined;
  /** Told what `identify`, or another function given here, threw. */
  readonly onError?: ((error: unknown, request: Source) => unknown) | undefined;
}

/** The part of the façade that a transport needs. */
export type Authorizer<Operation extends string> = Pick<TwoFactor<Operation>, 'authorize'>;

type Outcome =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | { readonly kind: 'refused'; readonly rendered: RenderedRefusal };

/** What came of reading a body. */
export type BodyRead = { readonly kind: 'read'; readonly value: unknown } | RequestRefusal;

/** Judges one request; never rejects. */
export type Guard<Source> = (request: Source, readBody: () => Promise<BodyRead>) => Promise<Outcome>;

/** The longest login body that is read, in bytes. */
export const longestBody = 65_536;

/** @throws {RangeError} where `trustedProxies` holds something that is neither an address nor a range. */
export function createGuard<Source extends ClientSource, Operation extends string>(
  twoFactor: Authorizer<Operation>,
  options: ProtectOptions<Source, Operation>,
): Guard<Source> {
  const proxies = parseRanges(options.trustedProxies ?? []);
  const login = options.login ?? false;
  const codeInBody = options.codeInBody ?? (login || options.operation === 'login');

  return async (request, readBody) => {
    try {
      const decision = await decide(request, readBody);
      return 'kind' in decision ? refuse(request, decision) : { kind: 'granted', grant: decision };
    } catch (error) {
      report(error, request);
      return refuse(request, { kind: 'unavailable', port: 'accounts', trace: [] });
    }
  };

  async function decide(request: Source, readBody: () => Promise<BodyRead>): Promise<Grant | HttpRefusal> {
    const body = codeInBody ? await readBody() : { kind: 'read' as const, value: undefined };
    if (body.kind !== 'read') return body;
    const identity = await options.identify(request, body.value);
    if (identity === undefined || identity === null) return { kind: 'not-authenticated' };
    if ('denial' in identity) return identity.denial;
    const { subject, session, accessToken } = identity;
    if (typeof subject !== 'string' || subject === '') return { kind: 'not-authenticated' };
    const remoteAddress = options.remoteAddress?.(request) ?? request.socket?.remoteAddress;
    const client = identity.client ?? clientOf(request.headers, { remoteAddress, session, proxies });
    const code = readCode(request.headers, body.value);
    const { operation } = options;
    const named = typeof operation === 'function' ? operation(request) : operation;
    return twoFactor
      .authorize({ subject, operation: named as Operation, client, accessToken, code })
      .match<Grant | HttpRefusal, HttpRefusal>(
        (grant) => grant,
        (denial) => denial,
      );
  }

  /** A function of the host that throws must not turn a refusal into something else. */
  function refuse(request: Source, refusal: HttpRefusal): Outcome {
    return {
      kind: 'refused',
      rendered: renderDenial(refusal, { dialect: dialectOf(request), login, now: now(request) }),
    };
  }

  function dialectOf(request: Source): Dialect | undefined {
    const { dialect } = options;
    if (typeof dialect !== 'function') return dialect;
    try {
      return dialect(request);
    } catch (error) {
      report(error, request);
      return undefined;
    }
  }

  function now(request: Source): number | undefined {
    try {
      return options.now?.();
    } catch (error) {
      report(error, request);
      return undefined;
    }
  }

  function report(error: unknown, request: Source): void {
    try {
      options.onError?.(error, request);
    } catch {
      // What is told about a failure must not become another one.
    }
  }
}
