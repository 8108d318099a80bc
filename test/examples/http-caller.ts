/** A caller of the HTTP examples, with one bearer token and one user-agent. @module */

import type { Method } from '../../src/index.ts';

export interface Reply {
  readonly status: number;
  /** Empty if the response is not JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Presented {
  readonly code?: string;
  readonly method?: Method;
  readonly body?: object;
}

export interface HttpCaller {
  /** `route` is a verb and a path, such as `POST /settings`. */
  call(route: string, presented?: Presented): Promise<Reply>;
  /** The same bearer token from another device. */
  from(userAgent: string): HttpCaller;
  /** The same device with another bearer token. */
  as(bearer: string): HttpCaller;
  /** `fetch` with this caller's headers, for an absolute URL. */
  readonly fetch: typeof fetch;
}

export function httpCaller(origin: string, userAgent = 'test', bearer?: string): HttpCaller {
  const own: Readonly<Record<string, string>> = {
    'user-agent': userAgent,
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
  };
  return {
    from: (other) => httpCaller(origin, other, bearer),
    as: (other) => httpCaller(origin, userAgent, other),
    fetch(input, init) {
      const headers = new Headers(init?.headers);
      for (const [name, value] of Object.entries(own)) headers.set(name, value);
      return fetch(input, { ...init, headers });
    },
    async call(route, { code, method, body } = {}) {
      const [verb = '', path = ''] = route.split(' ');
      const response = await fetch(origin + path, {
        method: verb,
        headers: {
          ...own,
          ...(code !== undefined && { 'x-2fa-code': code }),
          ...(method !== undefined && { 'x-2fa-method': method }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
      const text = await response.text();
      return { status: response.status, body: isJson ? (JSON.parse(text) as Reply['body']) : {} };
    },
  };
}
