/** The guard behind `protect` and `protectNode`: from a request to a grant or a refusal. @module */

import type { Grant } from '../../domain/decision/denial.ts';
import type { Authorizer, ProtectOptions } from './protect-options.ts';
import { type ClientSource, clientOf } from './read-client.ts';
import { readCode } from './read-code.ts';
import type { BodyRead } from './read-json.ts';
import type { HttpRefusal, RenderedRefusal } from './refusal.ts';
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
      return 'kind' in decision ? refused(request, decision) : { kind: 'granted', grant: decision };
    } catch (error) {
      reportError(error, request);
      return refused(request, { kind: 'unavailable', port: 'accounts', trace: [] });
    }
  };

  async function authorizeRequest(
    request: Source,
    readBody: () => Promise<BodyRead>,
  ): Promise<Grant | HttpRefusal> {
    const body = codeInBody ? await readBody() : { kind: 'read' as const, value: undefined };
    if (body.kind !== 'read') return body;
    const identity = await options.identify(request, body.value);
    if (identity === undefined || identity === null) return { kind: 'not-authenticated' };
    if ('denial' in identity) return identity.denial;
    const { subject, session, signedInAt, accessToken } = identity;
    if (typeof subject !== 'string' || subject === '') return { kind: 'not-authenticated' };
    const remoteAddress = options.remoteAddress?.(request) ?? request.socket?.remoteAddress;
    const client =
      identity.client ?? clientOf(request.headers, { remoteAddress, session, signedInAt, proxies });
    const code = readCode(request.headers, body.value);
    const { operation } = options;
    const name = typeof operation === 'function' ? operation(request) : operation;
    return twoFactor
      .authorize({ subject, operation: name as Operation, client, accessToken, code })
      .match<Grant | HttpRefusal, HttpRefusal>(
        (grant) => grant,
        (denial) => denial,
      );
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
