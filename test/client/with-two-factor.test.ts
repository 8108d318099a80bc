/** `withTwoFactor`: the shapes it recognises, what it sends, how it ends. @module */

import { createHash } from 'node:crypto';
import {
  type Answer,
  type Ask,
  type Question,
  isTwoFactorCancelled,
  withTwoFactor,
} from 'second-factor/client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { script } from './script.ts';
import {
  type Reply,
  compat,
  ddpError,
  emailDetails,
  olderLogin,
  problem,
  totpDetails,
  tunnelled,
  wants,
  wireServer,
} from './wire-server.ts';

describe('the shapes of a challenge', () => {
  const shapes: [string, Reply][] = [
    ['the compatible dialect', compat('required')],
    ['the older login', olderLogin('required')],
    ['problem details', problem(401, 'second-factor-required')],
    [
      'problem details by their type alone',
      {
        ...problem(401, 'second-factor-required'),
        body: { type: 'https://example.org/problems#second-factor-required', ...totpDetails },
      },
    ],
    ['a tunnelled method call', tunnelled('required')],
    [
      'with a charset and spaces',
      { ...compat('required'), headers: { 'content-type': 'Application/JSON; charset=utf-8' } },
    ],
  ];

  test.each(shapes)('%s', async (_name, challenge) => {
    const { origin, seen } = await wireServer(({ code }) => (code === '123456' ? { body: 'ok' } : challenge));
    const { ask, questions } = script({ code: '123456' });
    const response = await withTwoFactor(fetch, { ask })(`${origin}/settings`);
    expect(await response.text()).toBe('ok');
    expect(questions).toMatchObject([
      {
        method: 'totp',
        availableMethods: ['totp', 'email'],
        attempt: 1,
        reason: 'required',
        details: totpDetails,
      },
    ]);
    expect(seen.map(({ code, wish }) => [code, wish])).toEqual([
      [undefined, undefined],
      ['123456', 'totp'],
    ]);
  });

  test.each([
    ['compatible', compat('invalid'), 'invalid'],
    ['older login', olderLogin('invalid'), 'invalid'],
    ['problem', problem(401, 'second-factor-invalid'), 'invalid'],
    ['tunnelled', tunnelled('invalid'), 'invalid'],
    ['compatible', compat('max-attempts'), 'locked'],
    ['problem', problem(429, 'too-many-attempts'), 'locked'],
  ])('%s: %#: is %s', async (_name, refusal, reason) => {
    const { origin } = await wireServer(() => refusal);
    const { ask, questions } = script(undefined);
    await expect(withTwoFactor(fetch, { ask })(origin)).rejects.toSatisfy(isTwoFactorCancelled);
    expect(questions).toMatchObject([{ reason }]);
  });

  test('a login that says nothing about the method asks for the authenticator', async () => {
    const body = { success: false, status: 'error', error: 'totp-required', message: 'TOTP Required' };
    const { origin, seen } = await wireServer(({ code }) => (code ? {} : { status: 401, body }));
    const { ask, questions } = script({ code: '123456' });
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(200);
    expect(questions).toMatchObject([{ method: 'totp', availableMethods: [] }]);
    expect(seen[1]?.wish).toBe('totp');
  });

  test('the details of the wire reach the person as they are', async () => {
    const { origin } = await wireServer(() => compat('required', emailDetails));
    const { ask, questions } = script({ cancel: true });
    await expect(withTwoFactor(fetch, { ask })(origin)).rejects.toSatisfy(isTwoFactorCancelled);
    expect(questions[0]?.details).toEqual(emailDetails);
  });
});

describe('what is no challenge passes through', () => {
  const others: [string, Reply][] = [
    ['success', { body: compat('required').body }],
    [
      'another error',
      { status: 400, body: { success: false, error: 'no such room', errorType: 'error-invalid-room' } },
    ],
    [
      'a factor that is disabled',
      { status: 403, body: { success: false, error: 'factor-disabled', errorType: 'factor-disabled' } },
    ],
    ['enrollment', { status: 403, body: compat('required').body }],
    ['a refused token', { status: 401, body: { success: false, error: 'access-token-refused' } }],
    ['no JSON', { status: 400, body: '{"errorType":"totp-required"' }],
    ['another type', { ...compat('required'), headers: { 'content-type': 'text/plain' } }],
    ['an unknown method', compat('required', { method: 'carrier-pigeon' })],
    ['a lock that names no method', { status: 429, body: { error: 'too-many-attempts' } }],
    ['a list', { status: 400, body: ['totp-required'] }],
    ['null', { status: 400, body: 'null' }],
    ['an empty body', { status: 400 }],
  ];

  test.each(others)('%s', async (_name, reply) => {
    const { origin, seen } = await wireServer(() => ({
      ...reply,
      headers: { ...reply.headers, 'x-own': '1' },
    }));
    const { ask } = script();
    const response = await withTwoFactor(fetch, { ask })(origin);
    expect([response.status, response.bodyUsed, response.headers.get('x-own')]).toEqual([
      reply.status ?? 200,
      false,
      '1',
    ]);
    expect(await response.text()).toBe(
      typeof reply.body === 'string'
        ? reply.body
        : JSON.stringify(reply.body ?? '') === '""'
          ? ''
          : JSON.stringify(reply.body),
    );
    expect(seen).toHaveLength(1);
  });

  test('the arguments of the first sending are those of the caller', async () => {
    const calls: unknown[][] = [];
    const init = { method: 'POST', body: 'x', dispatcher: 'own' } as RequestInit;
    const given = async (...call: unknown[]): Promise<Response> => {
      calls.push(call);
      return new Response('ok');
    };
    await withTwoFactor(given, script())('/relative', init);
    expect(calls[0]).toEqual(['/relative', init]);
    expect(calls[0]?.[1]).toBe(init);
  });

  test('what fetch throws', async () => {
    const failure = new TypeError('fetch failed');
    const broken = withTwoFactor(() => Promise.reject(failure), script());
    await expect(broken('https://acme.example/')).rejects.toBe(failure);
  });
});

describe('what is presented', () => {
  test('a wrong code is asked for again, and counted', async () => {
    const { origin, seen } = await wireServer(wants('123456'));
    const { ask, questions } = script({ code: '000000' }, { code: '123456' });
    expect(await (await withTwoFactor(fetch, { ask })(origin)).json()).toEqual({ saved: true });
    expect(questions.map(({ attempt, reason }) => [attempt, reason])).toEqual([
      [1, 'required'],
      [2, 'invalid'],
    ]);
    expect(seen.map(({ code }) => code)).toEqual([undefined, '000000', '123456']);
  });

  test.each([1, 2, 3, 4])('after %i wrong codes the last refusal is the response', async (attempts) => {
    const { origin, seen } = await wireServer(({ code }) =>
      compat(code ? 'invalid' : 'required', { ...totpDetails, last: code }),
    );
    const ask = vi.fn<Ask>(({ attempt }) => ({ code: `00000${attempt}` }));
    const response = await withTwoFactor(fetch, attempts === 3 ? { ask } : { ask, attempts })(origin);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errorType: 'totp-invalid',
      details: { last: `00000${attempts}` },
    });
    expect(ask).toHaveBeenCalledTimes(attempts);
    expect(seen).toHaveLength(attempts + 1);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('attempts: %f is a mistake', (attempts) => {
    expect(() => withTwoFactor(fetch, { ...script(), attempts })).toThrow(RangeError);
  });

  test('another method is a wish without a code; the code that follows is for it', async () => {
    const { origin, seen } = await wireServer(({ code, wish }) => {
      if (code === '424242' && wish === 'email') return {};
      return wish === 'email' ? compat('required', emailDetails) : compat('required');
    });
    const { ask, questions } = script({ method: 'email' }, { code: '424242' });
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(200);
    expect(questions.map(({ method, attempt, reason }) => [method, attempt, reason])).toEqual([
      ['totp', 1, 'required'],
      ['email', 1, 'required'],
    ]);
    expect(seen.map(({ code, wish }) => [code, wish])).toEqual([
      [undefined, undefined],
      [undefined, 'email'],
      ['424242', 'email'],
    ]);
  });

  test('a code for another method goes with its name', async () => {
    const { origin, seen } = await wireServer(wants('424242'));
    await withTwoFactor(fetch, script({ code: '424242', method: 'email' }))(origin);
    expect(seen[1]?.wish).toBe('email');
  });

  test('a wish carries no code, not even one that the caller put in', async () => {
    const { origin, seen } = await wireServer(({ wish }) => (wish === 'email' ? {} : compat('invalid')));
    await withTwoFactor(fetch, script({ method: 'email' }))(origin, { headers: { 'x-2fa-code': '999999' } });
    expect(seen.map(({ code }) => code)).toEqual(['999999', undefined]);
  });

  test('a mail is wanted again, and it is too soon', async () => {
    const nextCodeAt = '2026-01-01T00:01:00.000Z';
    const { origin, seen } = await wireServer(({ headers }) =>
      compat(
        'required',
        headers['x-2fa-resend'] === '1'
          ? { ...emailDetails, codeGenerated: false, nextCodeAt }
          : emailDetails,
      ),
    );
    const { ask, questions } = script({ resend: true }, undefined);
    await expect(withTwoFactor(fetch, { ask })(origin)).rejects.toSatisfy(isTwoFactorCancelled);
    expect(questions.map(({ reason, details }) => [reason, details.nextCodeAt])).toEqual([
      ['required', undefined],
      ['too-soon', nextCodeAt],
    ]);
    expect(seen[1]).toMatchObject({ code: undefined, wish: 'email', headers: { 'x-2fa-resend': '1' } });
  });

  test('a resent code is sent without wanting another mail', async () => {
    const { origin, seen } = await wireServer(({ code }) => (code ? {} : compat('required', emailDetails)));
    await withTwoFactor(fetch, script({ resend: true }, { code: '424242' }))(origin);
    expect(seen[2]?.code).toBe('424242');
    expect(seen[2]?.headers['x-2fa-resend']).toBeUndefined();
  });

  test('wishes end as well', async () => {
    const { origin, seen } = await wireServer(() => compat('required', emailDetails));
    const ask = vi.fn<Ask>(() => ({ resend: true }));
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(400);
    expect(ask).toHaveBeenCalledTimes(10);
    expect(seen).toHaveLength(11);
  });

  test('a recovery code counts under a factor’s name', async () => {
    const { origin, seen } = await wireServer(wants('ABCD-EFGH'));
    await withTwoFactor(fetch, script({ code: 'ABCD-EFGH', method: 'recovery-code' }))(origin);
    expect(seen[1]).toMatchObject({ code: 'ABCD-EFGH', wish: 'totp' });
  });

  test.each(['', '１２３４５６', '12\n34', 'ключ', '1'.repeat(257), '\0'])(
    'what no header carries is refused here: %j',
    async (code) => {
      const { origin, seen } = await wireServer(wants('123456'));
      const { ask, questions } = script({ code }, { code: '123456' });
      expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(200);
      expect(questions[1]).toMatchObject({ reason: 'invalid', attempt: 2 });
      expect(seen).toHaveLength(2);
    },
  );

  test('headers of the caller stay, and old ones of a code go', async () => {
    const { origin, seen } = await wireServer(({ code }) => (code === '123456' ? {} : compat('invalid')));
    const headers = { authorization: 'Bearer x', 'X-2FA-Code': '999999', 'x-2fa-resend': '1' };
    await withTwoFactor(fetch, script({ code: '123456' }))(origin, { headers });
    expect(seen[1]?.headers).toMatchObject({ authorization: 'Bearer x', 'x-2fa-code': '123456' });
    expect(seen[1]?.headers['x-2fa-resend']).toBeUndefined();
  });
});

describe('a password', () => {
  const details = { method: 'password', codeGenerated: false, availableMethods: [] };

  test.each(['correct horse', ' spaces ', 'päßword', '密碼🔑', 'base64:x'])('plain: %j', async (password) => {
    const { origin, seen } = await wireServer(({ code }) => (code ? {} : compat('required', details)));
    await withTwoFactor(fetch, script({ code: password }))(origin);
    expect(seen[1]?.wish).toBe('password');
    const [form, text = ''] = (seen[1]?.code ?? '').split(/(?<=^base64:)/);
    expect([form, Buffer.from(text, 'base64').toString()]).toEqual(['base64:', password]);
  });

  test('as its digest', async () => {
    const { origin, seen } = await wireServer(({ code }) => (code ? {} : compat('required', details)));
    await withTwoFactor(fetch, { ...script({ code: 'päßword' }), passwordForm: 'digest' })(origin);
    expect(seen[1]?.code).toBe(createHash('sha256').update('päßword').digest('hex'));
  });

  test('only a password is hashed', async () => {
    const { origin, seen } = await wireServer(wants('123456'));
    await withTwoFactor(fetch, { ...script({ code: '123456' }), passwordForm: 'digest' })(origin);
    expect(seen[1]?.code).toBe('123456');
  });
});

describe('giving up', () => {
  test.each([undefined, { cancel: true }, null, false, 'cancel', {}])('%j', async (answer) => {
    const { origin, seen } = await wireServer(wants('123456'));
    const call = withTwoFactor(fetch, script(answer as Answer))(origin);
    await expect(call).rejects.toMatchObject({ name: 'TwoFactorCancelled' });
    expect(seen).toHaveLength(1);
  });

  test('what ask throws', async () => {
    const { origin } = await wireServer(wants('123456'));
    const failure = new Error('no terminal');
    const call = withTwoFactor(fetch, { ask: () => Promise.reject(failure) })(origin);
    await expect(call).rejects.toBe(failure);
  });

  test.each(['init', 'Request'])('the signal of the %s, while the person is asked', async (where) => {
    const { origin, seen } = await wireServer(wants('123456'));
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error('the page is left');
    const ask = (question: Question): Promise<Answer> => {
      expect(question.signal?.aborted).toBe(false);
      controller.abort(reason);
      expect(question.signal?.aborted).toBe(true);
      return new Promise(() => undefined);
    };
    const wrapped = withTwoFactor(fetch, { ask });
    const call = where === 'init' ? wrapped(origin, { signal }) : wrapped(new Request(origin, { signal }));
    await expect(call).rejects.toBe(reason);
    expect(seen).toHaveLength(1);
  });

  test('an answer that comes with the abort sends nothing', async () => {
    const { origin, seen } = await wireServer(wants('123456'));
    const controller = new AbortController();
    const ask = (): Answer => {
      controller.abort();
      return { code: '123456' };
    };
    const call = withTwoFactor(fetch, { ask })(origin, { signal: controller.signal });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toHaveLength(1);
  });
});

describe('locks', () => {
  const now = Date.UTC(2026, 0, 1);
  const at = (ms: number): string => new Date(now + ms).toISOString();
  afterEach(() => {
    vi.useRealTimers();
  });

  test('no code is sent for a locked method before retryAt, but for another one, and a recovery code', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now });
    const { origin, seen } = await wireServer(({ code, wish }) => {
      if (wish === 'email')
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
    expect(seen.map(({ code }) => code)).toEqual([undefined, undefined, '222222', 'ABCD-EFGH']);
  });

  test.each([
    ['ISO text', at(30_000)],
    ['milliseconds', now + 30_000],
  ])('retryAt as %s: refused until shortly before it, then sent', async (_name, retryAt) => {
    vi.useFakeTimers({ toFake: ['Date'], now });
    const { origin, seen } = await wireServer(({ code }) => (code ? {} : locked(retryAt)));
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
    expect(seen.map(({ code }) => code)).toEqual([undefined, '222222']);
  });

  test('a code typed within the last 5 seconds waits for the end of the lock', async () => {
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

  test('a lock holds by the server’s own clock, however wrong ours is', async () => {
    // A day behind: by our clock the lock would last for a day.
    vi.useFakeTimers({ toFake: ['Date'], now: now - 86_400_000 });
    const { origin, seen } = await wireServer(({ code }) => (code ? {} : locked(at(30_000))));
    const ask = (): Answer => {
      vi.setSystemTime(now - 86_400_000 + 30_000);
      return { code: '111111' };
    };
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(200);
    expect(seen).toHaveLength(2);
  });

  test('attempts end while a lock holds', async () => {
    const retryAt = new Date(Date.now() + 3_600_000).toISOString();
    const { origin, seen } = await wireServer(() => compat('max-attempts', { ...totpDetails, retryAt }));
    const ask = vi.fn<Ask>(() => ({ code: '111111' }));
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(400);
    expect(ask).toHaveBeenCalledTimes(3);
    expect(seen).toHaveLength(1);
  });

  /** A lock for so many milliseconds, told by a server whose clock is right. */
  function locked(retryAt: string | number): Reply {
    const date = new Date(now).toUTCString();
    return {
      ...compat('max-attempts', { ...totpDetails, retryAt }),
      headers: { 'content-type': 'application/json', date },
    };
  }
});

test('errors and questions never carry what was typed', async () => {
  const { origin } = await wireServer(wants('123456'));
  const { ask, questions } = script({ code: '987654' }, undefined);
  const error: unknown = await withTwoFactor(fetch, { ask })(origin).catch((thrown: unknown) => thrown);
  expect(isTwoFactorCancelled(error)).toBe(true);
  expect(JSON.stringify(questions) + String((error as Error).stack)).not.toContain('987654');
});

test('a refusal that is a DDP error itself is recognised too', async () => {
  const { origin } = await wireServer(({ code }) =>
    code ? {} : { status: 400, body: ddpError('required') },
  );
  expect((await withTwoFactor(fetch, script({ code: '123456' }))(origin)).status).toBe(200);
});
