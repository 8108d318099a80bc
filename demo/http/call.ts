/** Requests and responses of the routes. @module */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Grant } from 'second-factor';
import { type HttpRefusal, renderDenial } from 'second-factor/http';

/** A request whose body has been read. */
export interface DemoRequest extends IncomingMessage {
  /** The JSON object in the body, or an empty object without a body. */
  body: Readonly<Record<string, unknown>>;
  /** Set by the operation's guard if it grants the request. */
  secondFactor?: Grant;
}

export type Handler = (request: DemoRequest, response: ServerResponse) => Promise<void>;

/** A refusal by the demonstration itself, in the shape of the library's refusals. */
export interface OwnRefusal {
  readonly status: number;
  readonly error: string;
  /** A sentence for the person. */
  readonly message: string;
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  response.end(JSON.stringify(body));
}

export function sendOwnRefusal(response: ServerResponse, { status, error, message }: OwnRefusal): void {
  sendJson(response, status, { success: false, error, errorType: error, message });
}

/** `now` is in epoch milliseconds. */
export function sendRefusal(response: ServerResponse, refusal: HttpRefusal, now: number): void {
  const { status, headers, body } = renderDenial(refusal, { now });
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  sendJson(response, status, body);
}
