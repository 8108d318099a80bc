/** The main flow over real HTTP: the built server, oathtool, and the compatible dialect. @module */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type Caller, alice, createCaller, withPassword } from './caller.ts';
import {
  type DemoProcess,
  startDemoProcess,
  startProductionEntry,
  startWithRunningClock,
  stopDemoProcesses,
} from './demo-process.ts';
import { oathtool } from './oathtool.ts';

afterEach(stopDemoProcesses);

const save = '/api/operations/settings.save';
const settings = { displayName: 'Alice' };

describe('the demonstration', () => {
  test('challenges an enrolled subject, trusts the client for five minutes, challenges again', async () => {
    const demo = await startDemoProcess();
    const caller = createCaller(demo.address);
    expect((await caller.post('/api/sign-up', alice)).status).toBe(201);

    const asked = await caller.post('/api/totp/enroll');
    expect(asked.status).toBe(400);
    expect(asked.body).toEqual({
      success: false,
      error: 'TOTP Required [totp-required]',
      errorType: 'totp-required',
      details: { method: 'password', codeGenerated: false, availableMethods: [] },
    });

    const secret = await enroll(demo, caller);
    expect(demo.output()).toContain(`secret=${secret}`);
    expect(demo.output()).toMatch(/█▀.*▄/);

    const challenged = await caller.post(save, settings);
    expect(challenged.status).toBe(400);
    expect(challenged.body).toEqual({
      success: false,
      error: 'TOTP Required [totp-required]',
      errorType: 'totp-required',
      details: { method: 'totp', codeGenerated: false, availableMethods: ['totp'] },
    });

    const spent = await caller.post(save, settings, { 'x-2fa-code': oathtool(secret, demo.now()) });
    expect(spent.body).toMatchObject({
      errorType: 'totp-invalid',
      details: { reason: 'code-already-used', attemptsLeft: 5 },
    });

    await demo.advance(30_000);
    const code = oathtool(secret, demo.now());
    const opened = await caller.post(save, settings, { 'x-2fa-code': code });
    expect(opened).toMatchObject({ status: 200, body: { success: true, permittedBy: 'totp' } });

    await demo.advance(299_999);
    expect((await caller.post(save, settings)).body).toMatchObject({ permittedBy: 'trusted-client' });
    expect((await caller.post('/api/operations/payout.send')).body).toMatchObject({
      errorType: 'totp-required',
    });
    await demo.advance(1);
    expect((await caller.post(save, settings)).body).toMatchObject({ errorType: 'totp-required' });
  });

  test('login requires the password and a code, in a header or in the body', async () => {
    const demo = await startDemoProcess();
    const secret = await signUpAndEnroll(demo);
    const { username, password } = alice;

    const second = createCaller(demo.address);
    expect((await second.post('/api/login', { username, password: 'wrong' })).status).toBe(401);
    const challenged = await second.post('/api/login', { username, password });
    expect(challenged).toMatchObject({ status: 400, body: { details: { method: 'totp' } } });
    expect((await second.get('/api/state')).body['account']).toBeUndefined();

    await demo.advance(30_000);
    const byHeader = await second.post(
      '/api/login',
      { username, password },
      { 'x-2fa-code': oathtool(secret, demo.now()) },
    );
    expect(byHeader.status).toBe(200);
    expect(byHeader.headers.getSetCookie()[0]).toMatch(/; HttpOnly; SameSite=Strict$/);

    await demo.advance(30_000);
    const third = createCaller(demo.address);
    const totp = { login: { username, password }, code: oathtool(secret, demo.now()) };
    expect((await third.post('/api/login', { totp })).status).toBe(200);
    expect((await third.get('/api/state')).body['account']).toMatchObject({ username: 'alice' });
  });

  test('a change of factors ends the other sessions, and twelve hours end this one', async () => {
    const demo = await startDemoProcess();
    const caller = createCaller(demo.address);
    const other = createCaller(demo.address);
    await caller.post('/api/sign-up', alice);
    await other.post('/api/login', alice);
    expect((await other.get('/api/state')).body['account']).toBeDefined();
    await enroll(demo, caller);
    expect((await other.get('/api/state')).body['account']).toBeUndefined();
    expect((await caller.get('/api/state')).body['account']).toBeDefined();
    await demo.advance(12 * 60 * 60 * 1000);
    expect((await caller.get('/api/state')).body['account']).toBeUndefined();
  });

  test('logout ends the session on the server', async () => {
    const demo = await startDemoProcess();
    const caller = createCaller(demo.address);
    const signedUp = await caller.post('/api/sign-up', alice);
    const cookie = signedUp.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    await caller.post('/api/logout');
    const thief = createCaller(demo.address);
    expect((await thief.post(save, settings, { cookie })).status).toBe(401);
  });

  test('P1 of eight concurrent presentations of a code, one is granted', async () => {
    const demo = await startDemoProcess();
    const caller = createCaller(demo.address);
    await caller.post('/api/sign-up', alice);
    const secret = await enroll(demo, caller);
    await demo.advance(30_000);
    const headers = { 'x-2fa-code': oathtool(secret, demo.now()) };
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => caller.post('/api/operations/payout.send', undefined, headers)),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await caller.post('/api/operations/data.export', undefined, headers)).status).toBe(400);
  });

  test('Ctrl-C stops the server and frees its port', async () => {
    const demo = await startProductionEntry();
    expect(await demo.interrupt()).toBe(0);
    await expect(fetch(demo.address)).rejects.toThrow('fetch failed');
  });

  test('the curl commands of README.md work as written', async () => {
    const demo = await startWithRunningClock();
    const [, written = ''] = /```sh trip\n([^]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
    expect(written).toContain('http://localhost:3000');
    const script = written.replace('http://localhost:3000', demo.address);
    const output = execFileSync('bash', ['-eu', '-c', script], { encoding: 'utf8', timeout: 60_000 });
    expect(output.trim().split('\n').map(outcomeOf)).toEqual([
      'alice',
      'totp-required',
      'secret',
      'recoveryCodes',
      'totp-required',
      'totp',
      'trusted-client',
      'totp-required',
    ]);
  });
});

/** The result in one line of the script's output. */
function outcomeOf(line: string): string | undefined {
  return /totp-required|recoveryCodes|"secret"|"permittedBy":"([\w-]+)"|"username":"(\w+)"/
    .exec(line)
    ?.reduce((whole, group) => group ?? whole)
    .replaceAll('"', '');
}

async function signUpAndEnroll(demo: DemoProcess): Promise<string> {
  const caller = createCaller(demo.address);
  await caller.post('/api/sign-up', alice);
  return enroll(demo, caller);
}

/** Enrolls an authenticator, and resolves to its secret. */
async function enroll(demo: DemoProcess, caller: Caller): Promise<string> {
  const enrollment = await caller.post('/api/totp/enroll', undefined, withPassword);
  const secret = String(enrollment.body['secret']);
  const confirmed = await caller.post('/api/totp/confirm', { code: oathtool(secret, demo.now()) });
  expect(confirmed.body).toMatchObject({ success: true, endOtherSessions: true });
  expect(confirmed.body['recoveryCodes']).toHaveLength(10);
  return secret;
}
