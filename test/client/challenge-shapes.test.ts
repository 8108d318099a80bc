/** `withTwoFactor` handles every shape of a challenge and returns all other responses. @module */

import { isTwoFactorCancelled, withTwoFactor } from 'second-factor/client';
import { describe, expect, test } from 'vitest';
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
  wireServer,
} from './wire-server.ts';

describe('a challenge is recognized', () => {
  const shapes: [string, Reply][] = [
    ['in the compatible dialect', compat('required')],
    ['in the older shape of login', olderLogin('required')],
    ['as problem details', problem(401, 'second-factor-required')],
    [
      'as problem details with nothing but a type',
      {
        ...problem(401, 'second-factor-required'),
        body: { type: 'https://example.org/problems#second-factor-required', ...totpDetails },
      },
    ],
    ['of a tunnelled method call', tunnelled('required')],
    [
      'with a charset and spaces',
      { ...compat('required'), headers: { 'content-type': 'Application/JSON; charset=utf-8' } },
    ],
  ];

  test.each(shapes)('%s', async (_name, challenge) => {
    const { origin, requests } = await wireServer(({ code }) =>
      code === '123456' ? { body: 'ok' } : challenge,
    );
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
    expect(requests.map(({ code, twoFactorMethod }) => [code, twoFactorMethod])).toEqual([
      [undefined, undefined],
      ['123456', 'totp'],
    ]);
  });

  test.each([
    ['totp-invalid', 'invalid', compat('invalid')],
    ['totp-invalid of the older login', 'invalid', olderLogin('invalid')],
    ['second-factor-invalid', 'invalid', problem(401, 'second-factor-invalid')],
    ['totp-invalid of a tunnelled call', 'invalid', tunnelled('invalid')],
    ['totp-max-attempts', 'locked', compat('max-attempts')],
    ['too-many-attempts', 'locked', problem(429, 'too-many-attempts')],
  ])('the reason for %s is %s', async (_kind, reason, refusal) => {
    const { origin } = await wireServer(() => refusal);
    const { ask, questions } = script(undefined);
    await expect(withTwoFactor(fetch, { ask })(origin)).rejects.toSatisfy(isTwoFactorCancelled);
    expect(questions).toMatchObject([{ reason }]);
  });

  test('a challenge that names no method asks for the authenticator', async () => {
    const body = { success: false, status: 'error', error: 'totp-required', message: 'TOTP Required' };
    const { origin, requests } = await wireServer(({ code }) => (code ? {} : { status: 401, body }));
    const { ask, questions } = script({ code: '123456' });
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(200);
    expect(questions).toMatchObject([{ method: 'totp', availableMethods: [] }]);
    expect(requests[1]?.twoFactorMethod).toBe('totp');
  });

  test('`ask` receives the details as the server sent them', async () => {
    const { origin } = await wireServer(() => compat('required', emailDetails));
    const { ask, questions } = script({ cancel: true });
    await expect(withTwoFactor(fetch, { ask })(origin)).rejects.toSatisfy(isTwoFactorCancelled);
    expect(questions[0]?.details).toEqual(emailDetails);
  });
});

describe('every other response passes through', () => {
  const others: [string, Reply][] = [
    ['a success', { body: compat('required').body }],
    [
      'another error',
      { status: 400, body: { success: false, error: 'no such room', errorType: 'error-invalid-room' } },
    ],
    [
      'a factor that is disabled',
      { status: 403, body: { success: false, error: 'factor-disabled', errorType: 'factor-disabled' } },
    ],
    ['a challenge with the status 403', { status: 403, body: compat('required').body }],
    ['a refused token', { status: 401, body: { success: false, error: 'access-token-refused' } }],
    ['invalid JSON', { status: 400, body: '{"errorType":"totp-required"' }],
    ['another media type', { ...compat('required'), headers: { 'content-type': 'text/plain' } }],
    ['an unknown method', compat('required', { method: 'carrier-pigeon' })],
    ['a lock that names no method', { status: 429, body: { error: 'too-many-attempts' } }],
    ['a list', { status: 400, body: ['totp-required'] }],
    ['null', { status: 400, body: 'null' }],
    ['an empty body', { status: 400 }],
  ];

  test.each(others)('%s', async (_name, reply) => {
    const { origin, requests } = await wireServer(() => ({
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
    expect(requests).toHaveLength(1);
  });

  test('`fetch` gets the arguments of the caller at first', async () => {
    const calls: unknown[][] = [];
    const init = { method: 'POST', body: 'x', dispatcher: 'own' } as RequestInit;
    const recordingFetch = async (...call: unknown[]): Promise<Response> => {
      calls.push(call);
      return new Response('ok');
    };
    await withTwoFactor(recordingFetch, script())('/relative', init);
    expect(calls[0]).toEqual(['/relative', init]);
    expect(calls[0]?.[1]).toBe(init);
  });

  test('an error of `fetch` passes through', async () => {
    const failure = new TypeError('fetch failed');
    const broken = withTwoFactor(() => Promise.reject(failure), script());
    await expect(broken('https://acme.example/')).rejects.toBe(failure);
  });
});

test('a DDP error as the body of a response is recognized', async () => {
  const { origin } = await wireServer(({ code }) =>
    code ? {} : { status: 400, body: ddpError('required') },
  );
  expect((await withTwoFactor(fetch, script({ code: '123456' }))(origin)).status).toBe(200);
});
