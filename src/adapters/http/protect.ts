/** Guards a handler of Web-standard requests: `(Request) => Promise<Response>`. @module */

import type { Grant } from '../../domain/decision/denial.ts';
import { type Authorizer, type BodyRead, type ProtectOptions, createGuard, longestBody } from './guard.ts';
import { announcesTooMuch, isJson, parseJson } from './read-json.ts';
import { responseOf } from './render-denial.ts';

/** A handler that is only reached with a grant; `rest` is whatever the framework passes after the request. */
export type ProtectedHandler<Rest extends readonly unknown[]> = (
  request: Request,
  grant: Grant,
  ...rest: Rest
) => Response | Promise<Response>;

/**
 * Wraps handlers so that they are reached only with a grant; every refusal is answered here. The request's body stays readable.
 *
 * @throws {RangeError} where `trustedProxies` holds something that is neither an address nor a range.
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
      const outcome = await guard(request, () => readBody(request));
      return outcome.kind === 'granted'
        ? handler(request, outcome.grant, ...rest)
        : responseOf(outcome.rendered);
    };
}

/** Reads a clone, so that the handler can read the body itself; one that the host has read already holds no code. */
async function readBody(request: Request): Promise<BodyRead> {
  const { body } = isJson(request.headers) && !request.bodyUsed ? request.clone() : { body: null };
  if (body === null) return { kind: 'read', value: undefined };
  if (announcesTooMuch(request.headers)) return { kind: 'body-too-large' };
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return parseJson(chunks);
      length += value.length;
      if (length > longestBody) return { kind: 'body-too-large' };
      chunks.push(value);
    }
  } catch {
    return { kind: 'malformed-body' };
  }
}
