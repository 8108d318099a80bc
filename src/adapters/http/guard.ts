/** The guard behind `protect` and `protectNode`: from a request to a grant or a refusal. @module */

import { type Result, err } from 'neverthrow';
import type { Grant } from '../../domain/decision/denial.ts';
import type { Client } from '../../domain/keys/keyed-names.ts';
import type { Authorizer, Identity, ProtectOptions } from './protect-options.ts';
import { type ClientSource, clientOf } from './read-client.ts';
import { readCode } from './read-code.ts';
import type { BodyRead } from './read-json.ts';
import { type HttpRefusal, type RenderedRefusal, isHttpRefusal, unavailable } from './refusal.ts';
import { renderDenial } from './render-denial.ts';
import { parseRanges } from './trusted-proxies.ts';

type GuardResult =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | { readonly kind: 'refused'; readonly rendered: RenderedRefusal };

/** Judges one request. It never rejects. */
export type Guard<Source> = (request: Source, readBody: () => Promise<BodyRead>) => Promise<GuardResult>;

/**
 * @throws {RangeError} if an entry of `trustedProxies` is neither an IP address nor a CIDR range.
 */
export function createGuard<Source extends ClientSource, Operation extends string>(
  twoFactor: Authorizer<Operation>,
  options: ProtectOptions<Source, Operation>,
): Guard<Source> {
  const proxies = parseRanges(options.trustedProxies ?? []);
  const login = options.login ?? false;
  const codeInBody = options.codeInBody ?? (login || options.operation === 'login');

  return async (request, readBody) => {
    try {
      const decision = await authorizeRequest(request, readBody);
      return decision.match<GuardResult, GuardResult>(
        (grant) => ({ kind: 'granted', grant }),
        (refusal) => refused(request, refusal),
      );
    } catch (error) {
      reportError(error, request);
      return refused(request, unavailable);
    }
  };

  /** Only `authorize` makes a grant. */
  async function authorizeRequest(
    request: Source,
    readBody: () => Promise<BodyRead>,
  ): Promise<Result<Grant, HttpRefusal>> {
    const body = codeInBody ? await readBody() : { kind: 'read' as const, value: undefined };
    if (body.kind !== 'read') return err(body);
    const identity = await options.identify(request, body.value);
    if (identity === undefined || identity === null) return err({ kind: 'not-authenticated' });
    if ('denial' in identity) return err(refusalIn(identity.denial));
    const { subject, accessToken } = identity;
    if (typeof subject !== 'string' || subject === '') return err({ kind: 'not-authenticated' });
    const client = clientBehind(request, identity);
    const code = readCode(request.headers, body.value);
    const { operation } = options;
    const name = typeof operation === 'function' ? operation(request) : operation;
    return twoFactor.authorize({ subject, operation: name as Operation, client, accessToken, code });
  }

  /**
   * What the host knows of the client, with the session and its sign-in where it lacks them: left
   * out, trust would count in every session of the same browser and address (P10).
   */
  function clientBehind(request: Source, { client, session, signedInAt }: Identity): Client {
    if (client !== undefined && client !== null)
      return {
        userAgent: client.userAgent,
        ip: client.ip,
        session: client.session ?? session,
        signedInAt: client.signedInAt ?? signedInAt,
      } satisfies Readonly<Record<keyof Client, unknown>>;
    const remoteAddress = options.remoteAddress?.(request) ?? request.socket?.remoteAddress;
    return clientOf(request.headers, { remoteAddress, session, signedInAt, proxies });
  }

  function refused(request: Source, refusal: HttpRefusal): GuardResult {
    const { dialect, now } = options;
    return {
      kind: 'refused',
      rendered: renderDenial(refusal, {
        dialect: orDefault(request, () => (typeof dialect === 'function' ? dialect(request) : dialect)),
        login,
        now: orDefault(request, () => now?.()),
      }),
    };
  }

  /** Falls back to the default if a function of the host throws: the refusal must still be sent. */
  function orDefault<Value>(request: Source, read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      reportError(error, request);
      return undefined;
    }
  }

  function reportError(error: unknown, request: Source): void {
    try {
      options.onError?.(error, request);
    } catch {
      // A failing `onError` must not change the outcome of the request.
    }
  }
}

/**
 * The denial that `identify` returned, or the one in a `DenialError`.
 *
 * @throws {TypeError} if it is neither.
 */
function refusalIn(denial: unknown): HttpRefusal {
  if (isHttpRefusal(denial)) return denial;
  const inner: unknown = denial instanceof Error && 'denial' in denial ? denial.denial : undefined;
  if (isHttpRefusal(inner)) return inner;
  throw new TypeError('the denial of identify() must be one of this library', { cause: denial });
}
