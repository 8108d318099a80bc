/** The HTTP examples over real sockets: one story for all of them, whatever the framework. @module */

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

/** What the wire says of a challenge for the authenticator, to the byte. */
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
  /** Alice in the session in which she enrolled. */
  let session: HttpCaller;
  /** A session that she had opened before. */
  let earlier: HttpCaller;
  let person: Authenticator;

  beforeAll(async () => {
    example = await start();
    earlier = await logIn(httpCaller(example.address), alice);
    session = await logIn(httpCaller(example.address), alice);
    const proof = { method: 'password', code: alice.password } as const;
    const started = await session.call('POST /totp/enroll', proof);
    person = authenticatorOf(String(started.body['secret']));
    const confirmed = await session.call('POST /totp/confirm', { code: person.code() });
    person.recoveryCodes.push(...(confirmed.body['recoveryCodes'] as string[]));
  });

  afterAll(() => example?.stop());

  test('challenges, refuses a wrong code, opens by the right one, and trusts that client alone', async () => {
    const client = session.from('first');
    expect(await client.call('POST /settings')).toEqual(challenge);

    const wrong = await client.call('POST /settings', { code: person.wrongCode() });
    expect(wrong).toMatchObject({ status: 400, body: { errorType: 'totp-invalid' } });
    expect(wrong.body['details']).toMatchObject({ method: 'totp', availableMethods: ['totp'] });

    expect((await client.call('POST /settings', { code: person.code() })).body).toEqual({
      saved: true,
      by: 'totp',
    });
    expect((await client.call('POST /settings')).body).toEqual({ saved: true, by: 'trusted-client' });
    expect(await session.from('second').call('POST /settings')).toEqual(challenge);

    // An operation that ignores trust asks the trusted client again.
    expect(await client.call('DELETE /account')).toEqual(challenge);
    const deleted = await client.call('DELETE /account', { code: person.recoveryCode() });
    expect(deleted.body).toEqual({ deleted: true, by: 'recovery-code' });
  });

  test('a token with bypass passes where the rule lets it; one without is challenged', async () => {
    const tokenBy = async (route: string): Promise<HttpCaller> => {
      expect(await session.call(route)).toEqual(challenge);
      const created = await session.call(route, { code: person.recoveryCode() });
      return httpCaller(example.address).as(String(created.body['token']));
    };
    const robot = await tokenBy('POST /tokens/create-bypass');
    expect((await robot.call('POST /settings')).body).toEqual({ saved: true, by: 'access-token' });
    expect(await robot.call('DELETE /account')).toEqual(challenge);

    const reader = await tokenBy('POST /tokens/create');
    expect(await reader.call('POST /settings')).toEqual(challenge);
  });

  test('a login is asked for a factor, never for the password again', async () => {
    const caller = httpCaller(example.address);
    expect(await caller.call('POST /login', { body: alice })).toEqual(challenge);
    const fallback = { body: alice, method: 'password', code: alice.password } as const;
    expect(await caller.call('POST /login', fallback)).toMatchObject({
      status: 400,
      body: { errorType: 'totp-invalid', details: { method: 'totp' } },
    });
    const opened = await logIn(caller, { ...alice, code: person.recoveryCode() });
    expect(await opened.call('POST /settings')).toEqual(challenge);
  });

  test('without any factor the password stands in for an operation, and not for a login', async () => {
    const caller = await logIn(httpCaller(example.address), bob);
    expect(await caller.call('POST /settings')).toMatchObject({
      status: 400,
      body: { errorType: 'totp-required', details: { method: 'password', availableMethods: [] } },
    });
    const saved = await caller.call('POST /settings', { method: 'password', code: bob.password });
    expect(saved.body).toEqual({ saved: true, by: 'password' });
  });

  test('a wrong password, a missing or unknown bearer, and a session from before a change are out', async () => {
    const caller = httpCaller(example.address);
    const strangers = [
      await caller.call('POST /login', { body: { ...alice, password: 'wrong' } }),
      await caller.call('POST /login', { body: { user: 'mallory' } }),
      await caller.call('POST /settings'),
      await caller.call('POST /totp/remove'),
      await caller.as('unknown').call('POST /settings'),
      await earlier.call('POST /settings'),
    ];
    expect(strangers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
  });

  test('what nobody declared is not reached', async () => {
    const reply = await session.call('POST /forgotten');
    // In Nest the route is there, without an operation; elsewhere there is none.
    const refused = { status: 400, body: { errorType: 'unknown-operation' } };
    expect(reply).toMatchObject(name === 'nest' ? refused : { status: 404 });
  });

  test('withTwoFactor answers its challenges', async () => {
    const { ask, questions } = script(
      { code: person.wrongCode() },
      { code: person.recoveryCode(), method: 'recovery-code' },
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
