/** Guards a handler of Web-standard requests: `(Request) => Promise<Response>`. @module */

import type { Grant } from '../../domain/decision/denial.ts';
import { createGuard } from './guard.ts';
import type { Authorizer, ProtectOptions } from './protect-options.ts';
import { type BodyRead, declaresOversize, isJson, maxBodyBytes, parseJson } from './read-json.ts';
import { responseOf } from './render-denial.ts';

/** A handler that runs only with a grant. `rest` is what the framework passes after the request. */
export type ProtectedHandler<Rest extends readonly unknown[]> = (
  request: Request,
  grant: Grant,
  ...rest: Rest
) => Response | Promise<Response>;

/**
 * Wraps handlers so that they run only with a grant; every refusal becomes the response. The
 * handler can still read the request's body.
 *
 * @throws {RangeError} if an entry of `trustedProxies` is neither an IP address nor a CIDR range.
 */
export function protect<Operation extends string>(
  twoFactor: Authorizer<Operation>,
  options: ProtectOptions<Request, NoInfer<Operation>>,
): <Rest extends readonly unknown[]>(
  handler: ProtectedHandler<Rest>,
) => (request: Request, ...rest: Rest) => Promise<Response> {
  const guard = createGuard<Request, Operation>(twoFactor, options);
  return (handler) =>
    async (request, ...rest) => {
      const result = await guard(request, () => readBody(request));
      return result.kind === 'granted'
        ? handler(request, result.grant, ...rest)
        : responseOf(result.rendered);
    };
}

/**
 * Reads a clone, so that the handler can still read the body. If the host has already read the
 * body, no code is found in it.
 */
async function readBody(request: Request): Promise<BodyRead> {
  const { body } = isJson(request.headers) && !request.bodyUsed ? request.clone() : { body: null };
  if (body === null) return { kind: 'read', value: undefined };
  if (declaresOversize(request.headers)) return { kind: 'body-too-large' };
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return parseJson(chunks);
      length += value.length;
      if (length > maxBodyBytes) return { kind: 'body-too-large' };
      chunks.push(value);
    }
  } catch {
    return { kind: 'malformed-body' };
  }
}
