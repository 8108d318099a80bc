/** The wrappers against this library's own servers: the core in memory behind REST in both dialects, and behind method calls. @module */

import type { IncomingMessage } from 'node:http';
import { type Answer, callWithTwoFactor, withTwoFactor } from 'second-factor/client';
import { readInvocation, readTunnelledCall, renderDdpError, renderTunnelledRefusal } from 'second-factor/ddp';
import { type Dialect, protectNode, readCode } from 'second-factor/http';
import { describe, expect, test } from 'vitest';
import type { PresentedCode } from '../../src/ports/two-factor.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { type TestWorld, codeOf, enrollTotp, testWorld } from '../support/world.ts';
import { script } from './script.ts';
import { type Reply, listen, wireServer } from './wire-server.ts';

/** A world whose clock agrees with this machine's, as locks are told by it. */
function worldOfToday(accounts?: Parameters<typeof testWorld>[0]): TestWorld {
  return testWorld({ ...accounts, clock: virtualClock(Date.now()) });
}

const address = 'alice@example.org';

/** The code of the last mail. */
function mailed(world: TestWorld): string {
  const mail = world.mails.findLast(({ kind }) => kind === 'code');
  return mail?.kind === 'code' ? mail.data.code : '';
}

/** Every path is an operation; who calls is `alice`, in one session. */
async function restServer(
  world: TestWorld,
  options: { readonly dialect?: Dialect; readonly login?: boolean; readonly onCode?: () => void } = {},
): Promise<string> {
  const guard = protectNode(world.twoFactor, {
    ...options,
    operation: ({ url }: IncomingMessage) => url?.slice(1),
    identify: () => ({ subject: 'alice', session: 's1' }),
  });
  return listen((request, response) => {
    if (request.headers['x-2fa-code'] !== undefined) options.onCode?.();
    void guard(request, response, () => {
      request.pipe(
        response.setHeader('x-by', (request as { secondFactor?: { by: string } }).secondFactor?.by ?? ''),
      );
    });
  });
}

describe.each([
  ['compat', { dialect: 'compat' }],
  ['compat, as an older login', { dialect: 'compat', login: true }],
  ['problem details', { dialect: 'problem' }],
] as const)('REST: %s', (_name, options) => {
  test('a wrong code, the right one, and a body that arrives', async () => {
    const world = worldOfToday();
    const { secret } = await enrollTotp(world);
    const origin = await restServer(world, options);
    const { ask, questions } = script({ code: '000000' }, { code: codeOf(secret, world.clock.at) });
    const response = await withTwoFactor(fetch, { ask })(`${origin}/settings.save`, {
      method: 'POST',
      body: 'täglich',
    });
    expect([response.headers.get('x-by'), await response.text()]).toEqual(['totp', 'täglich']);
    expect(questions).toMatchObject([
      { method: 'totp', availableMethods: ['totp'], reason: 'required', attempt: 1 },
      {
        method: 'totp',
        availableMethods: ['totp'],
        reason: 'invalid',
        attempt: 2,
        details: { attemptsLeft: 4 },
      },
    ]);
  });

  test('parallel calls: one prompt, the others by trust', async () => {
    const world = worldOfToday();
    const { secret } = await enrollTotp(world);
    const origin = await restServer(world, options);
    const { ask, questions } = script({ code: codeOf(secret, world.clock.at) });
    const wrapped = withTwoFactor(fetch, { ask });
    const calls = await Promise.all([1, 2, 3, 4].map(() => wrapped(`${origin}/settings.save`)));
    const reasons = calls.map(({ headers }) => headers.get('x-by'));
    expect(reasons.filter((by) => by === 'totp')).toHaveLength(1);
    expect(reasons.filter((by) => by === 'trusted-client')).toHaveLength(3);
    expect(questions).toHaveLength(1);
  });

  test('switching to the mail, resending too soon, a recovery code', async () => {
    const world = worldOfToday({
      accounts: { alice: { username: 'alice', verifiedEmails: [address] } },
    });
    const origin = await restServer(world, options);
    void (await world.twoFactor.email.enable('alice'));
    const enabled = await world.twoFactor.email.enable('alice', {
      proof: { code: { value: mailed(world) } },
    });
    const recoveryCode = enabled._unsafeUnwrap().recoveryCodes?.[0] ?? '';
    const enrollment = await world.twoFactor.totp.enroll('alice', {
      proof: { code: { value: recoveryCode } },
    });
    const { secret } = enrollment._unsafeUnwrap();
    const confirmed = await world.twoFactor.totp.confirm('alice', codeOf(secret, world.clock.at));
    world.clock.advance(60_000);

    const { ask, questions } = script({ method: 'email' }, { resend: true }, () => ({ code: mailed(world) }));
    const response = await withTwoFactor(fetch, { ask })(`${origin}/account.delete`);
    expect(response.headers.get('x-by')).toBe('email');
    expect(questions).toMatchObject([
      { method: 'totp', availableMethods: ['totp', 'email'] },
      { method: 'email', reason: 'required', details: { codeGenerated: true, emailOrUsername: 'alice' } },
      { method: 'email', reason: 'too-soon', details: { codeGenerated: false } },
    ]);
    expect(Date.parse(String(questions[2]?.details.nextCodeAt))).toBe(world.clock.at + 60_000);
    const other = confirmed._unsafeUnwrap().recoveryCodes[0] ?? '';
    const byRecovery = await withTwoFactor(
      fetch,
      script({ code: other, method: 'recovery-code' }),
    )(`${origin}/account.delete`);
    expect(byRecovery.headers.get('x-by')).toBe('recovery-code');
  });

  test('locked: no code is sent until the lock ends', async () => {
    const world = worldOfToday();
    await enrollTotp(world);
    let codes = 0;
    const origin = await restServer(world, { ...options, onCode: () => (codes += 1) });
    const answers = Array.from({ length: 6 }, (): Answer => ({ code: '000000' }));
    const { ask, questions } = script(...answers);
    const response = await withTwoFactor(fetch, { ask, attempts: 6 })(`${origin}/settings.save`);
    expect(questions.map(({ reason }) => reason)).toEqual([
      'required',
      'invalid',
      'invalid',
      'invalid',
      'invalid',
      'locked',
    ]);
    expect(response.ok).toBe(false);
    expect(codes).toBe(5);
  });

  test.each(['correct horse', 'päßword 🔑 '])(
    'the password, where nothing is enrolled: %j',
    async (password) => {
      const world = worldOfToday({ accounts: { alice: { username: 'alice', password } } });
      const origin = await restServer(world, options);
      const { ask, questions } = script({ code: 'wrong' }, { code: password });
      const response = await withTwoFactor(fetch, { ask })(`${origin}/settings.save`);
      expect(questions[0]).toMatchObject({ method: 'password', availableMethods: [] });
      expect(response.headers.get('x-by')).toBe('password');
    },
  );

  test('what is no challenge passes: an operation that nobody declared', async () => {
    const origin = await restServer(worldOfToday(), options);
    expect((await withTwoFactor(fetch, script())(`${origin}/unknown`)).status).toBe(400);
  });
});

describe('method calls', () => {
  /** What a server does with a call: its answer, or the denial. */
  function serverOf(world: TestWorld) {
    return (operation: string, params: readonly unknown[], code: PresentedCode | undefined) =>
      world.twoFactor
        .authorize({ subject: 'alice', operation: operation as 'login', client: { session: 's1' }, code })
        .map(({ by }) => ({ by, params }));
  }

  /** A connection that makes an error of a denial, as Meteor's client does. */
  function connectionTo(world: TestWorld) {
    const server = serverOf(world);
    return async (name: string, ...parameters: readonly unknown[]): Promise<unknown> => {
      const { method, params, code } = readInvocation(name, parameters);
      const answer = await server(method, params, code);
      if (answer.isErr()) throw Object.assign(new Error(), renderDdpError(answer.error));
      return answer.value;
    };
  }

  test('with a trailing proof, after falsy arguments', async () => {
    const world = worldOfToday();
    const { secret } = await enrollTotp(world);
    const call = connectionTo(world);
    const { ask } = script({ code: '000000' }, { code: codeOf(secret, world.clock.at) });
    const answer = await callWithTwoFactor((...proof) => call('account.delete', 0, false, null, ...proof), {
      ask,
    });
    expect(answer).toEqual({ by: 'totp', params: [0, false, null] });
  });

  test('wishes: a method, and another mail that comes too soon', async () => {
    const world = worldOfToday({ accounts: { alice: { username: 'alice', verifiedEmails: [address] } } });
    void (await world.twoFactor.email.enable('alice'));
    void (await world.twoFactor.email.enable('alice', { proof: { code: { value: mailed(world) } } }));
    world.clock.advance(60_000);
    const call = connectionTo(world);
    const { ask, questions } = script({ method: 'email' }, { resend: true }, () => ({ code: mailed(world) }));
    const answer = await callWithTwoFactor((...proof) => call('login', ...proof), { ask });
    expect(answer).toEqual({ by: 'email', params: [] });
    expect(questions.map(({ reason }) => reason)).toEqual(['required', 'required', 'too-soon']);
  });

  test('through REST, with the proof in the headers', async () => {
    const world = worldOfToday();
    const { secret } = await enrollTotp(world);
    const server = serverOf(world);
    const { origin } = await wireServer(async ({ headers, body }): Promise<Reply> => {
      const read = readTunnelledCall(JSON.parse(body), { code: readCode(headers) });
      const { method, params, code, id } = read._unsafeUnwrap();
      const answer = await server(method, params, code);
      if (answer.isErr()) return renderTunnelledRefusal(id, answer.error);
      const message = JSON.stringify({ msg: 'result', id, result: answer.value });
      return { body: { success: true, message } };
    });
    const { ask, questions } = script({ code: '000000' }, { code: codeOf(secret, world.clock.at) });
    const frame = JSON.stringify({ msg: 'method', id: '1', method: 'account.delete', params: [1] });
    const response = await withTwoFactor(fetch, { ask })(`${origin}/v1/method.call/account.delete`, {
      method: 'POST',
      body: JSON.stringify({ message: frame }),
    });
    const message = '{"msg":"result","id":"1","result":{"by":"totp","params":[1]}}';
    expect(await response.json()).toEqual({ success: true, message });
    expect(questions.map(({ reason }) => reason)).toEqual(['required', 'invalid']);
  });
});
