/** The DDP example over a real WebSocket: the story of the HTTP examples, told in method calls. @module */

import { callWithTwoFactor } from 'second-factor/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { script } from '../client/script.ts';
import { type Authenticator, authenticatorOf } from './authenticator.ts';
import { type DdpCaller, connectDdp } from './ddp-caller.ts';
import { type ExampleProcess, installMs, provideExamples, startExample } from './example-process.ts';

const alice = { user: 'alice', password: 'correct horse' };
const bob = { user: 'bob', password: 'battery staple' };

/** What the wire says of a challenge for the authenticator, to the byte. */
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
/** The session in which Alice enrolled, as text that `login` resumes. */
let session = '';
let earlier: DdpCaller;
let person: Authenticator;

beforeAll(provideExamples, installMs);

beforeAll(async () => {
  example = await startExample('ddp');
  earlier = await connect();
  await earlier.call('login', alice);
  const caller = await connect();
  session = ((await caller.call('login', alice)) as { token: string }).token;
  const proof = { twoFactorCode: alice.password, twoFactorMethod: 'password' };
  const started = (await caller.call('totp/enroll', proof)) as { secret: string };
  person = authenticatorOf(started.secret);
  const confirmed = (await caller.call('totp/confirm', person.code())) as { recoveryCodes: string[] };
  person.recoveryCodes.push(...confirmed.recoveryCodes);
});

afterAll(async () => {
  for (const caller of open) caller.close();
  await example?.stop();
});

test('challenges, refuses a wrong code, opens by the right one, and trusts that client alone', async () => {
  const caller = await resume(session, 'first');
  await expect(caller.call('settings.save', 'dark', false)).rejects.toEqual(challenge);
  const wrong = { twoFactorCode: person.wrongCode(), twoFactorMethod: 'totp' };
  await expect(caller.call('settings.save', wrong)).rejects.toMatchObject({ error: 'totp-invalid' });

  const right = { twoFactorCode: person.code(), twoFactorMethod: 'totp' };
  const saved = await caller.call('settings.save', 'dark', false, right);
  expect(saved).toEqual({ saved: ['dark', false], by: 'totp' });
  expect(await caller.call('settings.save')).toEqual({ saved: [], by: 'trusted-client' });
  const other = await resume(session, 'second');
  await expect(other.call('settings.save')).rejects.toEqual(challenge);

  // An operation that ignores trust asks the trusted client again; here in the older form of a retry.
  await expect(caller.call('account.delete')).rejects.toEqual(challenge);
  const retry = { code: person.recoveryCode(), method: 'totp', ddpMethod: 'account.delete', params: [] };
  expect(await caller.call('callWithTwoFactorRequired', retry)).toEqual({
    deleted: true,
    by: 'recovery-code',
  });
});

test('two operations of one call need one code', async () => {
  const caller = await resume(session, 'nested');
  await expect(caller.call('account.close')).rejects.toEqual(challenge);
  const proof = { twoFactorCode: person.recoveryCode(), twoFactorMethod: 'totp' };
  expect(await caller.call('account.close', proof)).toEqual({ closed: true, by: 'recovery-code' });
  await expect(caller.call('account.delete')).rejects.toEqual(challenge);
});

test('a token with bypass passes where the rule lets it; one without is challenged', async () => {
  const caller = await resume(session, 'tokens');
  const create = async (...params: readonly unknown[]): Promise<DdpCaller> => {
    await expect(caller.call('tokens/create', ...params)).rejects.toEqual(challenge);
    const proof = { twoFactorCode: person.recoveryCode(), twoFactorMethod: 'totp' };
    return resume(((await caller.call('tokens/create', ...params, proof)) as { token: string }).token);
  };
  const robot = await create('robot', true);
  expect(await robot.call('settings.save')).toEqual({ saved: [], by: 'access-token' });
  await expect(robot.call('account.delete')).rejects.toEqual(challenge);
  const reader = await create('reader', false);
  await expect(reader.call('settings.save')).rejects.toEqual(challenge);
});

test('a login is asked for a factor, never for the password again', async () => {
  const caller = await connect();
  await expect(caller.call('login', alice)).rejects.toEqual(challenge);
  const fallback = { twoFactorCode: alice.password, twoFactorMethod: 'password' };
  await expect(caller.call('login', alice, fallback)).rejects.toMatchObject({ error: 'totp-invalid' });
  const answer = await caller.call('login', { totp: { login: alice, code: person.recoveryCode() } });
  expect(answer).toMatchObject({ id: 'alice' });
});

test('without any factor the password stands in for a method, and not for a login', async () => {
  const caller = await connect();
  await caller.call('login', bob);
  await expect(caller.call('settings.save')).rejects.toMatchObject({ details: { method: 'password' } });
  const proof = { twoFactorCode: bob.password, twoFactorMethod: 'password' };
  expect(await caller.call('settings.save', proof)).toEqual({ saved: [], by: 'password' });
});

test('a wrong password, nobody, an unknown token, and a session from before a change are out', async () => {
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

test('answers pings and what is no call, and hangs up on what is no JSON', async () => {
  const caller = await connect();
  expect(await caller.sendRaw('{"msg":"ping","id":"7"}')).toEqual({ msg: 'pong', id: '7' });
  expect(await caller.sendRaw('{"msg":"method"}')).toEqual({ msg: 'error', reason: 'Bad request' });
  expect(await caller.sendRaw('{')).toBe(1007);
});

test('callWithTwoFactor answers its challenges', async () => {
  const caller = await resume(session, 'wrapped');
  const { ask, questions } = script(
    { code: person.wrongCode() },
    { code: person.recoveryCode(), method: 'recovery-code' },
  );
  const saved = await callWithTwoFactor((...proof) => caller.call('settings.save', 0, ...proof), { ask });
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
