/** The HTTP examples over real sockets: every framework behaves the same. @module */

import { withTwoFactor } from 'second-factor/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { script } from '../client/script.ts';
import { type Authenticator, authenticatorOf } from './authenticator.ts';
import {
  type ExampleProcess,
  installMs,
  provideExamples,
  startExample,
  startFetchExample,
} from './example-process.ts';
import { type HttpCaller, httpCaller } from './http-caller.ts';

const alice = { user: 'alice', password: 'correct horse' };
const bob = { user: 'bob', password: 'battery staple' };

/** The response to a call that needs an authenticator code. */
const challenge = {
  status: 400,
  body: {
    success: false,
    error: 'TOTP Required [totp-required]',
    errorType: 'totp-required',
    details: { method: 'totp', codeGenerated: false, availableMethods: ['totp'] },
  },
};

beforeAll(provideExamples, installMs);

const servers: readonly (readonly [name: string, start: () => Promise<ExampleProcess>])[] = [
  ['node', () => startExample('node')],
  ['express', () => startExample('express')],
  ['fastify', () => startExample('fastify')],
  ['hono on Node', () => startExample('hono')],
  ['hono as fetch', () => startFetchExample()],
  ['nest', () => startExample('nest')],
];

describe.each(servers)('%s', (name, start) => {
  let example: ExampleProcess;
  /** Alice, in the session in which she enrolled. */
  let session: HttpCaller;
  /** Alice, in a session that she opened before she enrolled. */
  let earlier: HttpCaller;
  let authenticator: Authenticator;

  beforeAll(async () => {
    example = await start();
    earlier = await logIn(httpCaller(example.address), alice);
    session = await logIn(httpCaller(example.address), alice);
    const password = { method: 'password', code: alice.password } as const;
    const started = await session.call('POST /totp/enroll', password);
    authenticator = authenticatorOf(String(started.body['secret']));
    const confirmed = await session.call('POST /totp/confirm', { code: authenticator.code() });
    authenticator.recoveryCodes.push(...(confirmed.body['recoveryCodes'] as string[]));
  });

  afterAll(() => example?.stop());

  test('the right code grants the operation and trusts only that client; a wrong code is refused', async () => {
    const client = session.from('first');
    expect(await client.call('POST /settings')).toEqual(challenge);

    const wrong = await client.call('POST /settings', { code: authenticator.wrongCode() });
    expect(wrong).toMatchObject({ status: 400, body: { errorType: 'totp-invalid' } });
    expect(wrong.body['details']).toMatchObject({ method: 'totp', availableMethods: ['totp'] });

    expect((await client.call('POST /settings', { code: authenticator.code() })).body).toEqual({
      saved: true,
      by: 'totp',
    });
    expect((await client.call('POST /settings')).body).toEqual({ saved: true, by: 'trusted-client' });
    expect(await session.from('second').call('POST /settings')).toEqual(challenge);

    // An operation that ignores trust challenges the trusted client.
    expect(await client.call('DELETE /account')).toEqual(challenge);
    const deleted = await client.call('DELETE /account', { code: authenticator.recoveryCode() });
    expect(deleted.body).toEqual({ deleted: true, by: 'recovery-code' });
  });

  test('a bypass token is granted where the rule allows it; a plain token is challenged', async () => {
    const tokenBy = async (route: string): Promise<HttpCaller> => {
      expect(await session.call(route)).toEqual(challenge);
      const created = await session.call(route, { code: authenticator.recoveryCode() });
      return httpCaller(example.address).as(String(created.body['token']));
    };
    const robot = await tokenBy('POST /tokens/create-bypass');
    expect((await robot.call('POST /settings')).body).toEqual({ saved: true, by: 'access-token' });
    expect(await robot.call('DELETE /account')).toEqual(challenge);

    const reader = await tokenBy('POST /tokens/create');
    expect(await reader.call('POST /settings')).toEqual(challenge);
  });

  test('a login is challenged for a factor and refuses the password as one', async () => {
    const caller = httpCaller(example.address);
    expect(await caller.call('POST /login', { body: alice })).toEqual(challenge);
    const password = { body: alice, method: 'password', code: alice.password } as const;
    expect(await caller.call('POST /login', password)).toMatchObject({
      status: 400,
      body: { errorType: 'totp-invalid', details: { method: 'totp' } },
    });
    const opened = await logIn(caller, { ...alice, code: authenticator.recoveryCode() });
    expect(await opened.call('POST /settings')).toEqual(challenge);
  });

  test('without a factor, a login needs none and an operation accepts the password instead', async () => {
    const caller = await logIn(httpCaller(example.address), bob);
    expect(await caller.call('POST /settings')).toMatchObject({
      status: 400,
      body: { errorType: 'totp-required', details: { method: 'password', availableMethods: [] } },
    });
    const saved = await caller.call('POST /settings', { method: 'password', code: bob.password });
    expect(saved.body).toEqual({ saved: true, by: 'password' });
  });

  test('bad credentials and a session from before the enrollment are refused with 401', async () => {
    const caller = httpCaller(example.address);
    const refused = [
      await caller.call('POST /login', { body: { ...alice, password: 'wrong' } }),
      await caller.call('POST /login', { body: { user: 'mallory' } }),
      await caller.call('POST /settings'),
      await caller.call('POST /totp/remove'),
      await caller.as('unknown').call('POST /settings'),
      await earlier.call('POST /settings'),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
  });

  test('an undeclared route is never reached', async () => {
    const reply = await session.call('POST /forgotten');
    // In Nest the route exists without an operation; elsewhere it does not exist.
    const unknownOperation = { status: 400, body: { errorType: 'unknown-operation' } };
    expect(reply).toMatchObject(name === 'nest' ? unknownOperation : { status: 404 });
  });

  test('withTwoFactor handles its challenges', async () => {
    const { ask, questions } = script(
      { code: authenticator.wrongCode() },
      { code: authenticator.recoveryCode(), method: 'recovery-code' },
    );
    const call = withTwoFactor(session.from('wrapped').fetch, { ask });
    const response = await call(`${example.address}/settings`, { method: 'POST', body: '{"theme":"dark"}' });
    expect(await response.json()).toEqual({ saved: true, by: 'recovery-code' });
    expect(questions.map(({ method, reason }) => `${method} ${reason}`)).toEqual([
      'totp required',
      'totp invalid',
    ]);
  });
});

async function logIn(caller: HttpCaller, body: object): Promise<HttpCaller> {
  const { body: opened } = await caller.call('POST /login', { body });
  return caller.as(String(opened['session']));
}
