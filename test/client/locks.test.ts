/** `withTwoFactor` sends no code that a lock would refuse. @module */

import { type Answer, type Ask, withTwoFactor } from 'second-factor/client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { script } from './script.ts';
import { type Reply, compat, emailDetails, totpDetails, wireServer } from './wire-server.ts';

describe('locks', () => {
  const now = Date.UTC(2026, 0, 1);
  const at = (ms: number): string => new Date(now + ms).toISOString();
  afterEach(() => {
    vi.useRealTimers();
  });

  test('no code is sent for a locked method, unlike recovery codes and codes for another method', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now });
    const { origin, requests } = await wireServer(({ code, twoFactorMethod }) => {
      if (twoFactorMethod === 'email')
        return code === undefined ? compat('required', emailDetails) : compat('invalid', emailDetails);
      return code === 'ABCD-EFGH' ? {} : locked(at(30_000));
    });
    const { ask, questions } = script(
      { code: '111111' },
      { method: 'email' },
      { code: '222222' },
      { code: '333333', method: 'totp' },
      { code: 'ABCD-EFGH', method: 'totp' },
    );
    expect((await withTwoFactor(fetch, { ask, attempts: 9 })(origin)).status).toBe(200);
    expect(questions.map(({ method, reason, details }) => [method, reason, details.retryAt])).toEqual([
      ['totp', 'locked', at(30_000)],
      ['totp', 'locked', at(30_000)],
      ['email', 'required', undefined],
      ['email', 'invalid', undefined],
      ['totp', 'locked', at(30_000)],
    ]);
    expect(requests.map(({ code }) => code)).toEqual([undefined, undefined, '222222', 'ABCD-EFGH']);
  });

  test.each([
    ['ISO text', at(30_000)],
    ['milliseconds', now + 30_000],
  ])('with retryAt as %s, a code is not sent until shortly before it', async (_name, retryAt) => {
    vi.useFakeTimers({ toFake: ['Date'], now });
    const { origin, requests } = await wireServer(({ code }) => (code ? {} : locked(retryAt)));
    const { ask, questions } = script(
      () => {
        vi.setSystemTime(now + 24_999);
        return { code: '111111' };
      },
      () => {
        vi.setSystemTime(now + 30_000);
        return { code: '222222' };
      },
    );
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(200);
    expect(questions[1]?.reason).toBe('locked');
    expect(requests.map(({ code }) => code)).toEqual([undefined, '222222']);
  });

  test('a code typed in the last 5 seconds of a lock is sent when the lock ends', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout'], now });
    const codes: (string | null)[] = [];
    const server: typeof fetch = async (_input, init) => {
      const code = new Headers(init?.headers).get('x-2fa-code');
      codes.push(code);
      const { body, headers = {} } = locked(at(5000));
      return code === null ? Response.json(body, { status: 400, headers }) : new Response('ok');
    };
    const call = withTwoFactor(server, script({ code: '111111' }))('https://acme.example/');
    await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(4999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(codes).toEqual([null]);
    vi.advanceTimersByTime(1);
    expect((await call).status).toBe(200);
    expect(codes).toEqual([null, '111111']);
  });

  test('the length of a lock is measured by the clock of the server', async () => {
    // This clock is a day behind, so by it the lock would last for a day.
    vi.useFakeTimers({ toFake: ['Date'], now: now - 86_400_000 });
    const { origin, requests } = await wireServer(({ code }) => (code ? {} : locked(at(30_000))));
    const ask = (): Answer => {
      vi.setSystemTime(now - 86_400_000 + 30_000);
      return { code: '111111' };
    };
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(200);
    expect(requests).toHaveLength(2);
  });

  test('codes that are typed during a lock count as attempts', async () => {
    const retryAt = new Date(Date.now() + 3_600_000).toISOString();
    const { origin, requests } = await wireServer(() => compat('max-attempts', { ...totpDetails, retryAt }));
    const ask = vi.fn<Ask>(() => ({ code: '111111' }));
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(400);
    expect(ask).toHaveBeenCalledTimes(3);
    expect(requests).toHaveLength(1);
  });

  /** A lock until `retryAt`, from a server whose clock is right. */
  function locked(retryAt: string | number): Reply {
    const date = new Date(now).toUTCString();
    return {
      ...compat('max-attempts', { ...totpDetails, retryAt }),
      headers: { 'content-type': 'application/json', date },
    };
  }
});
