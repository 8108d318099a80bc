/** Handles each request: headers, page files, cross-site defense, body, route. @module */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type DemoRequest, type Handler, sendOwnRefusal, sendRefusal } from './call.ts';
import type { PageFile } from './page-files.ts';
import { readBody } from './read-body.ts';
import { changeHeader, isKnownHost, isSameOrigin } from './same-origin.ts';
import { setSecurityHeaders } from './security-headers.ts';

export interface ListenerOptions {
  readonly files: ReadonlyMap<string, PageFile>;
  readonly findRoute: (method: string, path: string) => Handler | undefined;
  /** Whether the request has a credential that browsers do not add by themselves. */
  readonly hasBearerToken: (request: IncomingMessage) => boolean;
  /**
   * The origins of this server. Called at each request, because a free port is not known earlier.
   */
  readonly origins: () => ReadonlySet<string>;
  readonly secure: boolean;
  /** Returns epoch milliseconds, for the headers `Date` and `Retry-After`. */
  readonly now: () => number;
}

/** Responds to every request. A failure in one request does not end the process. */
export function createListener(options: ListenerOptions): RequestListener {
  const { files, findRoute, hasBearerToken, origins, secure, now } = options;

  return (request, response) => {
    // A closed connection needs no handling.
    response.on('error', () => undefined);
    respond(request as DemoRequest, response).catch((error: unknown) => {
      console.error(error);
      if (response.headersSent) response.destroy();
      else sendOwnRefusal(response, { status: 500, error: 'internal', message: 'The server failed.' });
    });
  };

  async function respond(request: DemoRequest, response: ServerResponse): Promise<void> {
    response.setHeader('date', new Date(now()).toUTCString());
    setSecurityHeaders(response, secure);
    const allowed = origins();
    const hosts = new Set([...allowed].map((origin) => new URL(origin).host));
    if (!isKnownHost(request, hosts))
      return sendOwnRefusal(response, {
        status: 421,
        error: 'unknown-host',
        message: `This server's address is ${[...allowed].join(' or ')}.`,
      });
    const method = request.method ?? '';
    const path = (request.url ?? '').split('?')[0] ?? '';
    const file = method === 'GET' || method === 'HEAD' ? files.get(path) : undefined;
    if (file !== undefined) return sendFile(response, file);
    const route = findRoute(method, path);
    if (route === undefined)
      return sendOwnRefusal(response, {
        status: 404,
        error: 'not-found',
        message: 'This address does not exist.',
      });
    if (method !== 'GET' && !hasBearerToken(request) && !isSameOrigin(request, allowed))
      return sendOwnRefusal(response, {
        status: 403,
        error: 'cross-site',
        message: `A change must come from this site, with the header ${changeHeader}.`,
      });
    const body = await readBody(request);
    switch (body.kind) {
      case 'body-too-large':
        response.setHeader('connection', 'close');
        return sendRefusal(response, { kind: 'body-too-large' }, now());
      case 'malformed-body':
        return sendRefusal(response, { kind: 'malformed-body' }, now());
      case 'not-json':
        return sendOwnRefusal(response, {
          status: 415,
          error: 'not-json',
          message: 'The body must be application/json.',
        });
      case 'read':
        request.body = body.value;
        return route(request, response);
    }
  }
}

function sendFile(response: ServerResponse, { type, content }: PageFile): void {
  response.setHeader('content-type', type);
  response.setHeader('cache-control', 'no-cache');
  // For HEAD, Node.js omits the body.
  response.end(content);
}
