/** The DDP example over a real WebSocket, with the story of the HTTP examples. @module */

import { callWithTwoFactor } from 'second-factor/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { script } from '../client/script.ts';
import { type Authenticator, authenticatorOf } from './authenticator.ts';
import { type DdpCaller, connectDdp } from './ddp-caller.ts';
import { type ExampleProcess, installMs, provideExamples, startExample } from './example-process.ts';

const alice = { user: 'alice', password: 'correct horse' };
const bob = { user: 'bob', password: 'battery staple' };

/** The error of a challenge for an authenticator code. */
const challenge = {
  isClientSafe: true,
  error: 'totp-required',
  reason: 'TOTP Required',
  details: { method: 'totp', codeGenerated: false, availableMethods: ['totp'] },
  message: 'TOTP Required [totp-required]',
  errorType: 'Meteor.Error',
};

const open: DdpCaller[] = [];
let example: ExampleProcess;
/** The id of the session in which Alice enrolled, which `login` can resume. */
let session = '';
/** Logged in before Alice enrolled. */
let earlier: DdpCaller;
let authenticator: Authenticator;

beforeAll(provideExamples, installMs);

beforeAll(async () => {
  example = await startExample('ddp');
  earlier = await connect();
  await earlier.call('login', alice);
  const caller = await connect();
  session = ((await caller.call('login', alice)) as { token: string }).token;
  const password = { twoFactorCode: alice.password, twoFactorMethod: 'password' };
  const started = (await caller.call('totp/enroll', password)) as { secret: string };
  authenticator = authenticatorOf(started.secret);
  const confirmed = (await caller.call('totp/confirm', authenticator.code())) as { recoveryCodes: string[] };
  authenticator.recoveryCodes.push(...confirmed.recoveryCodes);
});

afterAll(async () => {
  for (const caller of open) caller.close();
  await example?.stop();
});

test('the right code grants the operation and trusts only that client; a wrong code is refused', async () => {
  const caller = await resume(session, 'first');
  await expect(caller.call('settings.save', 'dark', false)).rejects.toEqual(challenge);
  const wrong = { twoFactorCode: authenticator.wrongCode(), twoFactorMethod: 'totp' };
  await expect(caller.call('settings.save', wrong)).rejects.toMatchObject({ error: 'totp-invalid' });

  const right = { twoFactorCode: authenticator.code(), twoFactorMethod: 'totp' };
  const saved = await caller.call('settings.save', 'dark', false, right);
  expect(saved).toEqual({ saved: ['dark', false], by: 'totp' });
  expect(await caller.call('settings.save')).toEqual({ saved: [], by: 'trusted-client' });
  const other = await resume(session, 'second');
  await expect(other.call('settings.save')).rejects.toEqual(challenge);

  // An operation that ignores trust challenges the trusted client. The retry has the older form.
  await expect(caller.call('account.delete')).rejects.toEqual(challenge);
  const retry = {
    code: authenticator.recoveryCode(),
    method: 'totp',
    ddpMethod: 'account.delete',
    params: [],
  };
  expect(await caller.call('callWithTwoFactorRequired', retry)).toEqual({
    deleted: true,
    by: 'recovery-code',
  });
});

test('two operations of one call need one code', async () => {
  const caller = await resume(session, 'nested');
  await expect(caller.call('account.close')).rejects.toEqual(challenge);
  const code = { twoFactorCode: authenticator.recoveryCode(), twoFactorMethod: 'totp' };
  expect(await caller.call('account.close', code)).toEqual({ closed: true, by: 'recovery-code' });
  await expect(caller.call('account.delete')).rejects.toEqual(challenge);
});

test('a bypass token is granted where the rule allows it; a plain token is challenged', async () => {
  const caller = await resume(session, 'tokens');
  const create = async (...params: readonly unknown[]): Promise<DdpCaller> => {
    await expect(caller.call('tokens/create', ...params)).rejects.toEqual(challenge);
    const code = { twoFactorCode: authenticator.recoveryCode(), twoFactorMethod: 'totp' };
    return resume(((await caller.call('tokens/create', ...params, code)) as { token: string }).token);
  };
  const robot = await create('robot', true);
  expect(await robot.call('settings.save')).toEqual({ saved: [], by: 'access-token' });
  await expect(robot.call('account.delete')).rejects.toEqual(challenge);
  const reader = await create('reader', false);
  await expect(reader.call('settings.save')).rejects.toEqual(challenge);
});

test('a login is challenged for a factor and refuses the password as one', async () => {
  const caller = await connect();
  await expect(caller.call('login', alice)).rejects.toEqual(challenge);
  const password = { twoFactorCode: alice.password, twoFactorMethod: 'password' };
  await expect(caller.call('login', alice, password)).rejects.toMatchObject({ error: 'totp-invalid' });
  const opened = await caller.call('login', { totp: { login: alice, code: authenticator.recoveryCode() } });
  expect(opened).toMatchObject({ id: 'alice' });
});

test('without a factor, a login needs none and a method accepts the password instead', async () => {
  const caller = await connect();
  await caller.call('login', bob);
  await expect(caller.call('settings.save')).rejects.toMatchObject({ details: { method: 'password' } });
  const password = { twoFactorCode: bob.password, twoFactorMethod: 'password' };
  expect(await caller.call('settings.save', password)).toEqual({ saved: [], by: 'password' });
});

test('bad credentials, an unknown token and a session from before the enrollment are refused', async () => {
  const caller = await connect();
  await expect(caller.call('login', { ...alice, password: 'wrong' })).rejects.toMatchObject({ error: 403 });
  await expect(caller.call('login', null)).rejects.toMatchObject({ error: 403 });
  await expect(caller.call('settings.save')).rejects.toMatchObject({ error: 403 });
  await expect(caller.call('login', { resume: 'unknown' })).rejects.toMatchObject({
    error: 'access-token-refused',
  });
  await expect(earlier.call('settings.save')).rejects.toMatchObject({ error: 'access-token-refused' });
  await expect(caller.call('constructor')).rejects.toMatchObject({ error: 404 });
});

test('pings and malformed calls get a reply; malformed JSON closes the connection', async () => {
  const caller = await connect();
  expect(await caller.sendRaw('{"msg":"ping","id":"7"}')).toEqual({ msg: 'pong', id: '7' });
  expect(await caller.sendRaw('{"msg":"method"}')).toEqual({ msg: 'error', reason: 'Bad request' });
  expect(await caller.sendRaw('{')).toBe(1007);
});

test('callWithTwoFactor handles its challenges', async () => {
  const caller = await resume(session, 'wrapped');
  const { ask, questions } = script(
    { code: authenticator.wrongCode() },
    { code: authenticator.recoveryCode(), method: 'recovery-code' },
  );
  const saved = await callWithTwoFactor((...code) => caller.call('settings.save', 0, ...code), { ask });
  expect(saved).toEqual({ saved: [0], by: 'recovery-code' });
  expect(questions.map(({ reason }) => reason)).toEqual(['required', 'invalid']);
});

async function connect(userAgent?: string): Promise<DdpCaller> {
  const caller = await connectDdp(example.address, userAgent);
  open.push(caller);
  return caller;
}

async function resume(token: string, userAgent?: string): Promise<DdpCaller> {
  const caller = await connect(userAgent);
  await caller.call('login', { resume: token });
  return caller;
}
