/** Bad input over real HTTP gets a clear 4xx; the session and the process survive. @module */

import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { generateKeys } from 'second-factor';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, alice, createCaller, withPassword } from './caller.ts';
import { type DemoProcess, runProductionEntry, startDemoProcess, stopDemoProcesses } from './demo-process.ts';

const save = '/api/operations/settings.save';
const json = { 'content-type': 'application/json', 'x-requested-with': 'test' };

describe('requests', () => {
  let demo: DemoProcess;
  let caller: Caller;

  beforeAll(async () => {
    demo = await startDemoProcess();
    caller = createCaller(demo.address);
    await caller.post('/api/sign-up', alice);
  });
  // After every request, the session still exists and nothing has failed.
  afterEach(async () => {
    const { account } = (await caller.get('/api/state')).body as { readonly account?: { username: string } };
    if (account?.username !== alice.username || demo.output().includes('Error'))
      throw new Error(demo.output());
  });
  afterAll(stopDemoProcesses);

  test.each([
    ['malformed JSON', '{"displayName":'],
    ['invalid UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['an array', '[]'],
    ['null', 'null'],
  ])('a body that is %s gets 400', async (_name, body) => {
    const reply = await caller.send(save, { method: 'POST', headers: json, body });
    expect(reply).toMatchObject({ status: 400, body: { errorType: 'malformed-body' } });
  });

  test.each([
    ['a body of 64 kB', 65_536, 400],
    ['a body of 64 kB and one byte', 65_537, 413],
    ['a body of one megabyte', 1_000_000, 413],
  ])('%s (%i bytes) gets %i', async (_name, length, status) => {
    const body = `{"displayName":"${'x'.repeat(length - 18)}"}`;
    expect(body).toHaveLength(length);
    const reply = await caller.send('/api/operations/nothing', { method: 'POST', headers: json, body });
    expect(reply.status).toBe(status);
    expect(reply.body['errorType']).toBe(status === 413 ? 'body-too-large' : 'unknown-operation');
  });

  test('a body without the content type of JSON gets 415', async () => {
    const headers = { 'x-requested-with': 'test', 'content-type': 'text/plain' };
    expect((await caller.send(save, { method: 'POST', headers, body: '{}' })).status).toBe(415);
  });

  test('an unknown route gets 404', async () => {
    expect((await caller.get('/api/nothing')).status).toBe(404);
    expect((await caller.get('/../package.json')).status).toBe(404);
    expect((await caller.get('/client/%2e%2e/index.js')).status).toBe(404);
    expect((await caller.send(save, { method: 'PUT' })).status).toBe(404);
  });

  test.each(['nothing', 'login', 'second-factor.totp.enroll', 'constructor', '', '%00'])(
    'the unknown operation %j gets 400',
    async (name) => {
      const reply = await caller.post(`/api/operations/${name}`);
      expect(reply).toMatchObject({ status: 400, body: { errorType: 'unknown-operation' } });
    },
  );

  test('a request without a valid credential gets 401', async () => {
    const stranger = createCaller(demo.address);
    expect((await stranger.post(save, {})).status).toBe(401);
    expect((await stranger.post('/api/totp/enroll')).status).toBe(401);
    expect((await stranger.post(save, {}, { cookie: 'session=' })).status).toBe(401);
    const token = await stranger.post(save, {}, { authorization: 'Bearer sfp_nothing' });
    expect(token).toMatchObject({ status: 401, body: { errorType: 'access-token-refused' } });
  });

  test('a code of 10 000 characters gets 400 and is not counted', async () => {
    const before = await caller.post(save, {}, { 'x-2fa-code': '1'.repeat(10_000), 'x-2fa-method': 'totp' });
    expect(before).toMatchObject({ status: 400, body: { success: false } });
    const confirm = await caller.post('/api/totp/confirm', { code: '1'.repeat(10_000) });
    expect(confirm.status).toBe(403);
    await caller.post('/api/totp/enroll', undefined, withPassword);
    const malformed = await caller.post('/api/totp/confirm', { code: '1'.repeat(10_000) });
    expect(malformed).toMatchObject({
      status: 400,
      body: { errorType: 'totp-invalid', details: { attemptsLeft: 5 } },
    });
  });

  test('a change without the header, or from another site, gets 403', async () => {
    const { 'x-requested-with': _changeHeader, ...withoutChangeHeader } = json;
    const post = (headers: Record<string, string>) =>
      caller.send(save, { method: 'POST', headers, body: '{}' });
    expect((await post(withoutChangeHeader)).status).toBe(403);
    expect((await post({ ...json, origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ ...json, 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await post({ ...json, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post({ ...json, origin: demo.address, 'sec-fetch-site': 'same-origin' })).status).toBe(400);
  });

  test('every response has the security headers', async () => {
    for (const path of ['/', '/page/main.js', '/api/state', '/api/nothing']) {
      const { headers } = await caller.get(path);
      const policy = headers.get('content-security-policy')?.split('; ');
      expect(policy).toEqual(
        expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'"]),
      );
      expect(policy?.join()).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await caller.get('/api/state')).headers.get('cache-control')).toBe('no-store');
    expect((await caller.get('/')).body['text']).not.toMatch(/<style|<script(?![^>]* src=)| style=| on\w+=/);
  });

  test('a foreign host name (DNS rebinding) gets 421', async () => {
    const { port } = new URL(demo.address);
    const request = httpRequest({
      port,
      host: '127.0.0.1',
      path: '/api/state',
      headers: { host: `evil.example:${port}` },
    });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(421);
  });

  test('the eleventh wrong password for a name gets 429; other names still log in', async () => {
    const wrong = { username: 'nobody', password: 'wrong horse' };
    const guesser = createCaller(demo.address);
    for (let guess = 1; guess <= 10; guess += 1)
      expect((await guesser.post('/api/login', wrong)).status).toBe(401);
    expect((await guesser.post('/api/login', wrong)).status).toBe(429);
    expect((await guesser.post('/api/login', alice)).status).toBe(200);
  });

  test.each([
    ['username', ''],
    ['username', 'al ice'],
    ['email', 'alice'],
    ['email', 'a@b,c@d'],
    ['password', 'short'],
    ['password', 7],
    ['password', 'x'.repeat(257)],
  ])('a sign-up with the %s %j gets 400', async (field, value) => {
    const reply = await createCaller(demo.address).post('/api/sign-up', { ...alice, [field]: value });
    expect(reply).toMatchObject({ status: 400, body: { errorType: 'invalid-request' } });
  });

  test('a taken name gets 409, in any case', async () => {
    const reply = await createCaller(demo.address).post('/api/sign-up', { ...alice, username: 'ALICE' });
    expect(reply.status).toBe(409);
  });
});

describe('the settings of the process', () => {
  afterEach(stopDemoProcesses);

  test('a taken port prints a clear message', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, output } = await runProductionEntry({ PORT: String(port) });
    server.close();
    expect(code).toBe(1);
    expect(output).toBe(`Port ${port} is taken. Choose another one: PORT=${port + 1} npm start\n`);
  });

  test.each([
    [{ PORT: 'abc' }, 'PORT must be a number from 0 to 65535, not "abc".'],
    [{ PORT: '65536' }, 'PORT must be'],
    [{ PORT: '0', ORIGIN: 'https://demo.example/path' }, 'ORIGIN must be'],
    [{ PORT: '0', HOST: '0.0.0.0' }, 'set SMTP_URL'],
    [{ PORT: '0', REDIS_URL: 'redis://127.0.0.1:1' }, 'set SECOND_FACTOR_KEYS'],
    [
      { PORT: '0', REDIS_URL: 'redis://:hidden@127.0.0.1:1', SECOND_FACTOR_KEYS: generateKeys() },
      'Redis at 127.0.0.1:1: ',
    ],
    [{ PORT: '0', SECOND_FACTOR_KEYS: 'nothing' }, 'SECOND_FACTOR_KEYS must be'],
  ])('%j prints what is wrong', async (environment, message) => {
    const { code, output } = await runProductionEntry(environment);
    expect(code).toBe(1);
    expect(output).toContain(message);
    expect(output).not.toContain('hidden');
  });
});
