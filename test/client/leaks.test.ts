/** A code is sent only to the server that was called. @module */

import { type Ask, withTwoFactor } from 'second-factor/client';
import { describe, expect, test, vi } from 'vitest';
import { script } from './script.ts';
import { type Reply, type WireServer, compat, wireServer } from './wire-server.ts';

/** A server that challenges every request to steal a code. */
function thief(): Promise<WireServer> {
  return wireServer(() => compat('required'));
}

function redirect(status: number, location: string): Reply {
  return { status, headers: { location } };
}

function codes({ requests }: WireServer): (string | undefined)[] {
  return requests.map(({ code }) => code);
}

const statuses = [301, 302, 303, 307, 308];

describe('a call with a code follows no redirect', () => {
  test.each(statuses)('the response is the redirect, for %i to another origin', async (status) => {
    const other = await thief();
    const server = await wireServer(({ code }) =>
      code === undefined ? compat('required') : redirect(status, `${other.origin}/steal`),
    );
    const wrapped = withTwoFactor(fetch, script({ code: '123456' }));
    const response = await wrapped(`${server.origin}/settings`, { method: 'POST', body: 'x' });
    expect([response.status, response.headers.get('location')]).toEqual([status, `${other.origin}/steal`]);
    expect(codes(server)).toEqual([undefined, '123456']);
    expect(other.requests).toEqual([]);
  });

  test.each(statuses)('the response is the redirect, for %i and a Request', async (status) => {
    const other = await thief();
    const server = await wireServer(({ code }) =>
      code === undefined ? compat('required') : redirect(status, other.origin),
    );
    const request = new Request(server.origin, { method: 'POST', body: 'x', redirect: 'follow' });
    const response = await withTwoFactor(fetch, script({ code: '123456' }))(request);
    expect(response.status).toBe(status);
    expect(other.requests).toEqual([]);
  });

  test('the response is the redirect, also to another operation of the same origin', async () => {
    const server = await wireServer(({ code, path }) => {
      if (path === '/account/delete') return { body: 'deleted' };
      return code === undefined ? compat('required') : redirect(307, '/account/delete');
    });
    const response = await withTwoFactor(fetch, script({ code: '123456' }))(`${server.origin}/settings`);
    expect(response.status).toBe(307);
    expect(server.requests.map(({ path }) => path)).toEqual(['/settings', '/settings']);
  });

  test('the call rejects if the caller set redirect to error', async () => {
    const other = await thief();
    const server = await wireServer(({ code }) =>
      code === undefined ? compat('required') : redirect(302, other.origin),
    );
    const wrapped = withTwoFactor(fetch, script({ code: '123456' }));
    await expect(wrapped(server.origin, { redirect: 'error' })).rejects.toThrow(TypeError);
    expect(other.requests).toEqual([]);
  });

  test('the response is the redirect, also for a code that the caller set', async () => {
    const other = await thief();
    const server = await wireServer(() => redirect(307, other.origin));
    const response = await withTwoFactor(fetch, script())(server.origin, {
      headers: { 'X-2fa-Code': '123456' },
    });
    expect(response.status).toBe(307);
    expect(other.requests).toEqual([]);
  });
});

describe('a challenge behind a redirect is returned without a prompt', () => {
  test.each(statuses)('after %i to another origin', async (status) => {
    const other = await thief();
    const server = await wireServer(() => redirect(status, `${other.origin}/steal`));
    const response = await withTwoFactor(fetch, script())(`${server.origin}/settings`);
    expect([response.status, response.url]).toEqual([400, `${other.origin}/steal`]);
    expect(await response.json()).toEqual(compat('required').body);
    expect(codes(other)).toEqual([undefined]);
  });

  test('after 307 to another operation of the same origin', async () => {
    const server = await wireServer(({ path }) =>
      path === '/settings' ? redirect(307, '/account/delete') : compat('required'),
    );
    const response = await withTwoFactor(fetch, script())(`${server.origin}/settings`);
    expect(response.status).toBe(400);
    expect(codes(server)).toEqual([undefined, undefined]);
  });

  test('after a redirect that only the address of the response reveals', async () => {
    const other = await thief();
    const follows: typeof fetch = async (_input, init) => {
      const response = await fetch(`${other.origin}/steal`, init);
      const { status, headers } = response;
      return Object.defineProperty(new Response(response.body, { status, headers }), 'url', {
        value: `${other.origin}/steal`,
      });
    };
    const response = await withTwoFactor(follows, script())('https://acme.example/settings');
    expect(response.status).toBe(400);
    expect(codes(other)).toEqual([undefined]);
  });

  test('after a change of the method too', async () => {
    const other = await thief();
    const server = await wireServer(({ twoFactorMethod }) =>
      twoFactorMethod === undefined ? compat('required') : redirect(307, other.origin),
    );
    const { ask, questions } = script({ method: 'email' });
    const response = await withTwoFactor(fetch, { ask })(server.origin);
    expect(response.url).toBe(`${other.origin}/`);
    expect(questions).toHaveLength(1);
    expect(codes(other)).toEqual([undefined]);
  });
});

test('a call that waited is repeated without a code, so it may follow a redirect', async () => {
  const other = await wireServer(() => ({ body: 'moved' }));
  let trusted = false;
  const server = await wireServer(({ code, path }) => {
    trusted ||= code === '123456';
    if (!trusted) return compat('required');
    return path === '/moved' ? redirect(307, other.origin) : {};
  });
  const ask = vi.fn<Ask>(async () => {
    await server.arrived(2);
    return { code: '123456' };
  });
  const wrapped = withTwoFactor(fetch, { ask });
  const [first, second] = await Promise.all([
    wrapped(`${server.origin}/settings`),
    wrapped(`${server.origin}/moved`),
  ]);
  // The call to /moved returns its redirect only if it was the call with the code.
  expect(ask).toHaveBeenCalledTimes(1);
  expect([200, 307]).toContain(second.status);
  expect(first.status).toBe(200);
  expect(codes(other).filter((code) => code !== undefined)).toEqual([]);
});
