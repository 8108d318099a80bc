/** Servers that misbehave: endless, broken, slow, huge and strange answers. @module */

import type { ServerResponse } from 'node:http';
import { type Ask, type Question, withTwoFactor } from 'second-factor/client';
import { describe, expect, test, vi } from 'vitest';
import { script } from './script.ts';
import { compat, listen, totpDetails, wireServer } from './wire-server.ts';

const json = { 'content-type': 'application/json' };
const challenge = JSON.stringify(compat('required').body);

/** Headers of a challenge, and a body that the test writes. */
async function answering(write: (response: ServerResponse) => void, status = 400): Promise<string> {
  return listen((_request, response) => {
    response.writeHead(status, json);
    write(response);
  });
}

test.each(['required', 'invalid', 'max-attempts'] as const)('endless challenges: %s', async (word) => {
  const { origin, seen } = await wireServer(() => compat(word));
  const ask = vi.fn<Ask>(() => ({ code: '123456' }));
  const response = await withTwoFactor(fetch, { ask, attempts: 5 })(origin);
  expect(await response.json()).toEqual(compat(word).body);
  expect(ask).toHaveBeenCalledTimes(5);
  expect(seen.filter(({ code }) => code !== undefined)).toHaveLength(5);
});

test('half a challenge: the caller finds out', async () => {
  const origin = await answering((response) => {
    response.write(challenge.slice(0, 40), () => response.destroy());
  });
  const response = await withTwoFactor(fetch, script())(origin);
  expect(response.status).toBe(400);
  await expect(response.text()).rejects.toThrow(TypeError);
});

test('a slow challenge: the signal ends the wait', async () => {
  const controller = new AbortController();
  const origin = await answering((response) => {
    response.write(challenge.slice(0, 40), () => {
      controller.abort(new Error('enough'));
    });
  });
  const call = withTwoFactor(fetch, script())(origin, { signal: controller.signal });
  await expect(call).rejects.toThrow('enough');
});

test('a challenge in single bytes is one', async () => {
  const origin = await listen((request, response) => {
    if (request.headers['x-2fa-code'] !== undefined) return void response.end('ok');
    response.writeHead(400, json);
    for (const byte of Buffer.from(challenge)) response.write(Buffer.of(byte));
    response.end();
  });
  expect(await (await withTwoFactor(fetch, script({ code: '123456' }))(origin)).text()).toBe('ok');
});

test('a body without end that looks like a challenge is read no further than a challenge goes', async () => {
  let written = 0;
  const origin = await answering((response) => {
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
  // What sockets and streams buffer, and no gigabytes.
  expect(written).toBeLessThan(50_000_000);
  controller.abort();
});

test.each([
  [65_536, 200],
  [65_537, 400],
])('a challenge of %i bytes ends with %i, unread', async (size, status) => {
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
  test('names of the prototype neither reach a copy nor choose anything', async () => {
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

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('errorType %s', async (name) => {
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
  });

  const told = (fields: object, details: unknown = totpDetails): string =>
    JSON.stringify({ success: false, errorType: 'totp-required', details, ...fields });
  const objects = { toString: 1, valueOf: 1 };

  test.each([
    ['a type that is no text', told({ type: objects, kind: objects, error: objects })],
    ['a message that is no frame', told({ message: '[1' })],
    ['a frame without an error', told({ message: 'null' })],
    ['instants that are none', told({}, { ...totpDetails, retryAt: objects, nextCodeAt: objects })],
    ['instants out of range', told({}, { ...totpDetails, retryAt: 1e300, attemptsLeft: -1e300 })],
    ['methods that are no list', told({}, { method: 'totp', availableMethods: objects })],
    ['details that are text', told({}, 'totp')],
    ['no details', told({}, null)],
  ])('%s: still a challenge', async (_name, body) => {
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
    ['a method that is an object', told({}, { method: objects })],
  ])('%s: no challenge', async (_name, body) => {
    const { origin } = await wireServer(() => ({ status: 400, body }));
    expect(await (await withTwoFactor(fetch, script())(origin)).text()).toBe(body);
  });
});

test('a response that cannot be read twice passes through', async () => {
  const used = new Response(challenge, { status: 400, headers: json });
  await used.text();
  expect(await withTwoFactor(() => Promise.resolve(used), script())('https://acme.example/')).toBe(used);
});
