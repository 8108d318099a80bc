/** Guards what speaks `(req, res, next)`: node:http, Express, Connect, and Fastify's raw pair. @module */

import type { Grant } from '../../domain/decision/denial.ts';
import { type Authorizer, type ProtectOptions, createGuard } from './guard.ts';
import { type NodeRequest, readNodeBody } from './read-node-body.ts';
import type { RenderedRefusal } from './refusal.ts';

/** The part of a `ServerResponse` that a refusal needs. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
  end(text: string): unknown;
}

/** A request that was let through. */
export type WithGrant<Source> = Source & { readonly secondFactor: Grant };

/** Resolves once the request is let through (`next` was called) or its refusal is written. Never calls `next` with an error. */
export type NodeGuard<Source extends NodeRequest> = (
  request: Source & { secondFactor?: Grant },
  response: NodeResponse,
  next: () => unknown,
) => Promise<void>;

/**
 * A middleware that calls `next()` only with a grant, which is then `request.secondFactor`, and answers every refusal itself.
 *
 * @throws {RangeError} where `trustedProxies` holds something that is neither an address nor a range.
 */
export function protectNode<Operation extends string, Source extends NodeRequest = NodeRequest>(
  twoFactor: Authorizer<Operation>,
  options: ProtectOptions<Source, NoInfer<Operation>>,
): NodeGuard<Source> {
  const guard = createGuard<Source, Operation>(twoFactor, options);
  return async (request, response, next) => {
    delete request.secondFactor;
    const outcome = await guard(request, () => readNodeBody(request));
    if (outcome.kind === 'refused') {
      write(response, outcome.rendered);
      return;
    }
    request.secondFactor = outcome.grant;
    next();
  };
}

function write(response: NodeResponse, { status, headers, body }: RenderedRefusal): void {
  if (response.headersSent) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // The rest of a body that was too long is not waited for.
  if (status === 413) response.setHeader('connection', 'close');
  response.end(JSON.stringify(body));
}
