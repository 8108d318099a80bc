/** From a request of `node:http` to its answer: headers, page files, defence, body, route. @module */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type DemoRequest, type Handler, sendOwnRefusal, sendRefusal } from './call.ts';
import type { PageFile } from './page-files.ts';
import { readBody } from './read-body.ts';
import { changeHeader, isKnownHost, isSameOrigin } from './same-origin.ts';
import { setSecurityHeaders } from './security-headers.ts';

export interface ListenerOptions {
  readonly files: ReadonlyMap<string, PageFile>;
  readonly findRoute: (method: string, path: string) => Handler | undefined;
  /** Whether the request brings a credential that no browser adds by itself. */
  readonly bringsToken: (request: IncomingMessage) => boolean;
  /** The origins that browsers reach this server under; asked at each request, since a free port is known late. */
  readonly origins: () => ReadonlySet<string>;
  readonly secure: boolean;
  /** The instant in epoch milliseconds, which `Date` and `Retry-After` tell. */
  readonly now: () => number;
}

/** Answers every request; nothing that one of them does ends the process. */
export function createListener(options: ListenerOptions): RequestListener {
  const { files, findRoute, bringsToken, origins, secure, now } = options;

  return (request, response) => {
    // A caller that hangs up is no event of ours.
    response.on('error', () => undefined);
    answer(request as DemoRequest, response).catch((error: unknown) => {
      console.error(error);
      if (response.headersSent) response.destroy();
      else sendOwnRefusal(response, { status: 500, error: 'internal', message: 'That went wrong here.' });
    });
  };

  async function answer(request: DemoRequest, response: ServerResponse): Promise<void> {
    response.setHeader('date', new Date(now()).toUTCString());
    setSecurityHeaders(response, secure);
    const allowed = origins();
    const hosts = new Set([...allowed].map((origin) => new URL(origin).host));
    if (!isKnownHost(request, hosts))
      return sendOwnRefusal(response, {
        status: 421,
        error: 'unknown-host',
        message: `This server is ${[...allowed].join(' and ')}.`,
      });
    const method = request.method ?? '';
    const path = (request.url ?? '').split('?')[0] ?? '';
    const file = method === 'GET' || method === 'HEAD' ? files.get(path) : undefined;
    if (file !== undefined) return sendFile(response, file);
    const route = findRoute(method, path);
    if (route === undefined)
      return sendOwnRefusal(response, { status: 404, error: 'not-found', message: 'There is nothing here.' });
    if (method !== 'GET' && !bringsToken(request) && !isSameOrigin(request, allowed))
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
          message: 'A body must be application/json.',
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
  // Node leaves the body out for HEAD.
  response.end(content);
}
