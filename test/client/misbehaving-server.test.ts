/** The wrapper withstands endless, broken, slow, huge and strange replies. @module */

import type { ServerResponse } from 'node:http';
import { type Ask, type Question, withTwoFactor } from 'second-factor/client';
import { describe, expect, test, vi } from 'vitest';
import { script } from './script.ts';
import { compat, listen, totpDetails, wireServer } from './wire-server.ts';

const json = { 'content-type': 'application/json' };
const challenge = JSON.stringify(compat('required').body);

/** Starts a server that sends the head of a challenge, and lets the test write the body. */
async function challengingServer(write: (response: ServerResponse) => void, status = 400): Promise<string> {
  return listen((_request, response) => {
    response.writeHead(status, json);
    write(response);
  });
}

test.each(['required', 'invalid', 'max-attempts'] as const)(
  'endless challenges end after the last attempt: totp-%s',
  async (refusal) => {
    const { origin, requests } = await wireServer(() => compat(refusal));
    const ask = vi.fn<Ask>(() => ({ code: '123456' }));
    const response = await withTwoFactor(fetch, { ask, attempts: 5 })(origin);
    expect(await response.json()).toEqual(compat(refusal).body);
    expect(ask).toHaveBeenCalledTimes(5);
    expect(requests.filter(({ code }) => code !== undefined)).toHaveLength(5);
  },
);

test('a challenge that breaks off is returned, and reading it fails', async () => {
  const origin = await challengingServer((response) => {
    response.write(challenge.slice(0, 40), () => response.destroy());
  });
  const response = await withTwoFactor(fetch, script())(origin);
  expect(response.status).toBe(400);
  await expect(response.text()).rejects.toThrow(TypeError);
});

test('the signal ends the wait for a slow challenge', async () => {
  const controller = new AbortController();
  const origin = await challengingServer((response) => {
    response.write(challenge.slice(0, 40), () => {
      controller.abort(new Error('enough'));
    });
  });
  const call = withTwoFactor(fetch, script())(origin, { signal: controller.signal });
  await expect(call).rejects.toThrow('enough');
});

test('a challenge in single bytes is recognized', async () => {
  const origin = await listen((request, response) => {
    if (request.headers['x-2fa-code'] !== undefined) return void response.end('ok');
    response.writeHead(400, json);
    for (const byte of Buffer.from(challenge)) response.write(Buffer.of(byte));
    response.end();
  });
  expect(await (await withTwoFactor(fetch, script({ code: '123456' }))(origin)).text()).toBe('ok');
});

test('an endless body is read only up to the maximum size of a challenge', async () => {
  let written = 0;
  const origin = await challengingServer((response) => {
    const chunk = `${challenge.slice(0, -1)},"more":"${'x'.repeat(16_000)}"`;
    function write(): void {
      while (!response.destroyed && response.write(chunk)) written += chunk.length;
      if (!response.destroyed) response.once('drain', write);
    }
    write();
  });
  const controller = new AbortController();
  const response = await withTwoFactor(fetch, script())(origin, { signal: controller.signal });
  expect(response.status).toBe(400);
  expect(response.bodyUsed).toBe(false);
  // Sockets and streams buffer some megabytes.
  expect(written).toBeLessThan(50_000_000);
  controller.abort();
});

test.each([
  [65_536, 200],
  [65_537, 400],
])('a challenge of %i bytes ends with the status %i and an unread body', async (size, status) => {
  const padded = challenge.padEnd(size);
  const { origin } = await wireServer(({ code }) => (code ? {} : { status: 400, body: padded }));
  const response = await withTwoFactor(
    fetch,
    script(...(status === 200 ? [{ code: '123456' }] : [])),
  )(origin);
  expect([response.status, response.bodyUsed]).toEqual([status, false]);
  if (status === 400) expect(await response.text()).toBe(padded);
});

describe('strange JSON', () => {
  test('inherited names are neither copied nor taken for methods', async () => {
    const body = `{"success":false,"errorType":"totp-required","__proto__":{"admin":true},"details":{"method":"totp",
      "availableMethods":["email","__proto__","constructor"],"__proto__":{"method":"password","admin":true},"constructor":1}}`;
    const { origin } = await wireServer(({ code }) => (code ? {} : { status: 400, body }));
    const { ask, questions } = script({ code: '123456' });
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(200);
    const { details, method, availableMethods } = questions[0] as Question;
    expect({ method, availableMethods }).toEqual({ method: 'totp', availableMethods: ['email'] });
    const copy = Object.assign({}, details);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect('admin' in copy || 'admin' in details || 'admin' in {}).toBe(false);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'errorType %s is not a challenge',
    async (name) => {
      const body = JSON.stringify({
        success: false,
        errorType: name,
        error: name,
        kind: name,
        type: name,
        details: totpDetails,
      });
      const { origin } = await wireServer(() => ({ status: 400, body }));
      expect(await (await withTwoFactor(fetch, script())(origin)).text()).toBe(body);
    },
  );

  const challengeWith = (fields: object, details: unknown = totpDetails): string =>
    JSON.stringify({ success: false, errorType: 'totp-required', details, ...fields });
  const objects = { toString: 1, valueOf: 1 };

  test.each([
    ['a type that is an object', challengeWith({ type: objects, kind: objects, error: objects })],
    ['a message that is not a frame', challengeWith({ message: '[1' })],
    ['a frame without an error', challengeWith({ message: 'null' })],
    [
      'instants that are objects',
      challengeWith({}, { ...totpDetails, retryAt: objects, nextCodeAt: objects }),
    ],
    ['instants out of range', challengeWith({}, { ...totpDetails, retryAt: 1e300, attemptsLeft: -1e300 })],
    ['methods that are not a list', challengeWith({}, { method: 'totp', availableMethods: objects })],
    ['details that are text', challengeWith({}, 'totp')],
    ['no details', challengeWith({}, null)],
  ])('a challenge with %s is recognized', async (_name, body) => {
    const { origin } = await wireServer(({ code }) => (code ? {} : { status: 400, body }));
    const { ask, questions } = script({ code: '123456' });
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(200);
    expect(questions[0]?.method).toBe('totp');
  });

  test.each([
    ['deep nesting', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['deep objects', `${'{"error":'.repeat(6_000)}1${'}'.repeat(6_000)}`],
    [
      'a frame of frames',
      JSON.stringify({ success: false, message: `${'['.repeat(30_000)}${']'.repeat(30_000)}` }),
    ],
    ['a method that is an object', challengeWith({}, { method: objects })],
  ])('%s is not a challenge', async (_name, body) => {
    const { origin } = await wireServer(() => ({ status: 400, body }));
    expect(await (await withTwoFactor(fetch, script())(origin)).text()).toBe(body);
  });
});

test('a response that cannot be read twice passes through', async () => {
  const used = new Response(challenge, { status: 400, headers: json });
  await used.text();
  expect(await withTwoFactor(() => Promise.resolve(used), script())('https://acme.example/')).toBe(used);
});
