/** A code goes to the server that was called, and to nobody else. @module */

import { type Ask, withTwoFactor } from 'second-factor/client';
import { describe, expect, test, vi } from 'vitest';
import { script } from './script.ts';
import { type Reply, type WireServer, compat, wireServer } from './wire-server.ts';

/** A server that would like to have a code. */
function thief(): Promise<WireServer> {
  return wireServer(() => compat('required'));
}

function redirect(status: number, location: string): Reply {
  return { status, headers: { location } };
}

function codes({ seen }: WireServer): (string | undefined)[] {
  return seen.map(({ code }) => code);
}

const statuses = [301, 302, 303, 307, 308];

describe('a call with a code follows no redirect', () => {
  test.each(statuses)('%i to another origin: the redirect is the response', async (status) => {
    const other = await thief();
    const server = await wireServer(({ code }) =>
      code === undefined ? compat('required') : redirect(status, `${other.origin}/steal`),
    );
    const wrapped = withTwoFactor(fetch, script({ code: '123456' }));
    const response = await wrapped(`${server.origin}/settings`, { method: 'POST', body: 'x' });
    expect([response.status, response.headers.get('location')]).toEqual([status, `${other.origin}/steal`]);
    expect(codes(server)).toEqual([undefined, '123456']);
    expect(other.seen).toEqual([]);
  });

  test.each(statuses)('%i from a Request', async (status) => {
    const other = await thief();
    const server = await wireServer(({ code }) =>
      code === undefined ? compat('required') : redirect(status, other.origin),
    );
    const request = new Request(server.origin, { method: 'POST', body: 'x', redirect: 'follow' });
    const response = await withTwoFactor(fetch, script({ code: '123456' }))(request);
    expect(response.status).toBe(status);
    expect(other.seen).toEqual([]);
  });

  test('nor within the origin, where another operation may wait', async () => {
    const server = await wireServer(({ code, path }) => {
      if (path === '/account/delete') return { body: 'deleted' };
      return code === undefined ? compat('required') : redirect(307, '/account/delete');
    });
    const response = await withTwoFactor(fetch, script({ code: '123456' }))(`${server.origin}/settings`);
    expect(response.status).toBe(307);
    expect(server.seen.map(({ path }) => path)).toEqual(['/settings', '/settings']);
  });

  test('a caller who wants an error gets one', async () => {
    const other = await thief();
    const server = await wireServer(({ code }) =>
      code === undefined ? compat('required') : redirect(302, other.origin),
    );
    const wrapped = withTwoFactor(fetch, script({ code: '123456' }));
    await expect(wrapped(server.origin, { redirect: 'error' })).rejects.toThrow(TypeError);
    expect(other.seen).toEqual([]);
  });

  test('a code that the caller put in stays as well', async () => {
    const other = await thief();
    const server = await wireServer(() => redirect(307, other.origin));
    const response = await withTwoFactor(fetch, script())(server.origin, {
      headers: { 'X-2fa-Code': '123456' },
    });
    expect(response.status).toBe(307);
    expect(other.seen).toEqual([]);
  });
});

describe('nobody is asked on behalf of a server that a redirect led to', () => {
  test.each(statuses)('%i to another origin that challenges', async (status) => {
    const other = await thief();
    const server = await wireServer(() => redirect(status, `${other.origin}/steal`));
    const response = await withTwoFactor(fetch, script())(`${server.origin}/settings`);
    expect([response.status, response.url]).toEqual([400, `${other.origin}/steal`]);
    expect(await response.json()).toEqual(compat('required').body);
    expect(codes(other)).toEqual([undefined]);
  });

  test('a challenge of another operation in the same origin', async () => {
    const server = await wireServer(({ path }) =>
      path === '/settings' ? redirect(307, '/account/delete') : compat('required'),
    );
    const response = await withTwoFactor(fetch, script())(`${server.origin}/settings`);
    expect(response.status).toBe(400);
    expect(codes(server)).toEqual([undefined, undefined]);
  });

  test('a fetch that follows by itself and tells only the final address', async () => {
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

  test('after a wish, too', async () => {
    const other = await thief();
    const server = await wireServer(({ wish }) =>
      wish === undefined ? compat('required') : redirect(307, other.origin),
    );
    const { ask, questions } = script({ method: 'email' });
    const response = await withTwoFactor(fetch, { ask })(server.origin);
    expect(response.url).toBe(`${other.origin}/`);
    expect(questions).toHaveLength(1);
    expect(codes(other)).toEqual([undefined]);
  });
});

test('a call that waited is repeated without a code, so it may follow', async () => {
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
  // (Whichever came first was asked for; the other one carried no code.)
  expect(ask).toHaveBeenCalledTimes(1);
  expect([200, 307]).toContain(second.status);
  expect(first.status).toBe(200);
  expect(codes(other).filter((code) => code !== undefined)).toEqual([]);
});
