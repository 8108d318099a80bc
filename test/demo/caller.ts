/** A caller of the demonstration over real HTTP, with JSON bodies and a session cookie. @module */

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>> & { readonly details?: Record<string, unknown> };
}

export interface Caller {
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  get(path: string): Promise<Reply>;
  /** Sends any request, with the cookie. */
  send(path: string, init: RequestInit): Promise<Reply>;
}

export function createCaller(address: string): Caller {
  let cookie = '';
  return {
    post: (path, body, headers) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-requested-with': 'test', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    get: (path) => send(path, {}),
    send,
  };

  async function send(path: string, init: RequestInit): Promise<Reply> {
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(`${address}${path}`, { ...init, headers });
    const [setCookie] = response.headers.getSetCookie();
    if (setCookie !== undefined) cookie = setCookie.split(';')[0] ?? '';
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') === true;
    const body = (json ? JSON.parse(text) : { text }) as Reply['body'];
    return { status: response.status, headers: response.headers, body };
  }
}

export const alice = { username: 'alice', email: 'alice@acme.example', password: 'correct horse' } as const;

export const withPassword = { 'x-2fa-method': 'password', 'x-2fa-code': alice.password } as const;
