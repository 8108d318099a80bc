/** Guards `(req, res, next)`: node:http, Express, Connect, and Fastify's raw pair. @module */

import type { Grant } from '../../domain/decision/denial.ts';
import { createGuard } from './guard.ts';
import type { Authorizer, ProtectOptions } from './protect-options.ts';
import { type NodeRequest, readNodeBody } from './read-node-body.ts';
import type { RenderedRefusal } from './refusal.ts';

/** The part of a `ServerResponse` that a refusal needs. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
  end(text: string): unknown;
}

/** A request that passed the guard. */
export type WithGrant<Source> = Source & { readonly secondFactor: Grant };

declare global {
  /** Express reads the members of its requests from here. */
  namespace Express {
    interface Request {
      /** The grant, in a handler behind `protectNode`. */
      secondFactor?: Grant | undefined;
    }
  }
}

/**
 * Resolves after it has called `next` or written the refusal. It never calls `next` with an error.
 */
export type NodeGuard<Source extends NodeRequest> = (
  request: Source & { secondFactor?: Grant | undefined },
  response: NodeResponse,
  next: () => unknown,
) => Promise<void>;

/**
 * A middleware that calls `next()` only with a grant, which is then `request.secondFactor`. It
 * writes every refusal itself.
 *
 * @throws {RangeError} if an entry of `trustedProxies` is neither an IP address nor a CIDR range.
 */
export function protectNode<Operation extends string, Source extends NodeRequest = NodeRequest>(
  twoFactor: Authorizer<Operation>,
  options: ProtectOptions<Source, NoInfer<Operation>>,
): NodeGuard<Source> {
  const guard = createGuard<Source, Operation>(twoFactor, options);
  return async (request, response, next) => {
    delete request.secondFactor;
    const result = await guard(request, () => readNodeBody(request));
    if (result.kind === 'refused') {
      writeRefusal(response, result.rendered);
      return;
    }
    request.secondFactor = result.grant;
    next();
  };
}

function writeRefusal(response: NodeResponse, { status, headers, body }: RenderedRefusal): void {
  if (response.headersSent) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // The rest of an oversized body is not read, so the connection cannot be reused.
  if (status === 413) response.setHeader('connection', 'close');
  response.end(JSON.stringify(body));
}
