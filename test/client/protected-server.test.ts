/** The wrappers pass the guards of this library, over REST and over method calls. @module */

import type { IncomingMessage } from 'node:http';
import { type Answer, callWithTwoFactor, withTwoFactor } from 'second-factor/client';
import { readInvocation, readTunnelledCall, renderDdpError, renderTunnelledRefusal } from 'second-factor/ddp';
import { type Dialect, protectNode, readCode } from 'second-factor/http';
import { describe, expect, test } from 'vitest';
import type { PresentedCode } from '../../src/ports/credentials.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { type TestWorld, codeOf, enrollTotp, testWorld } from '../support/world.ts';
import { script } from './script.ts';
import { type Reply, listen, wireServer } from './wire-server.ts';

/** A world whose clock shows the time of this machine, because the client compares both. */
function worldOfToday(accounts?: Parameters<typeof testWorld>[0]): TestWorld {
  return testWorld({ ...accounts, clock: virtualClock(Date.now()) });
}

const address = 'alice@example.org';

/** The code in the last mail. */
function mailedCode(world: TestWorld): string {
  const mail = world.mails.findLast(({ kind }) => kind === 'code');
  return mail?.kind === 'code' ? mail.data.code : '';
}

/** Starts a server whose paths are operations. Every caller is `alice` in one session. */
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
  ['compatible dialect', { dialect: 'compat' }],
  ['compatible dialect with the older login', { dialect: 'compat', login: true }],
  ['problem details', { dialect: 'problem' }],
] as const)('REST: %s', (_name, options) => {
  test('after a wrong code and the right one, the call passes with its body', async () => {
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

  test('one of the parallel calls prompts, and the others pass by trust', async () => {
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

  test('the person can switch to email, resend too soon, and use a recovery code', async () => {
    const world = worldOfToday({
      accounts: { alice: { username: 'alice', verifiedEmails: [address] } },
    });
    const origin = await restServer(world, options);
    void (await world.twoFactor.email.enable('alice'));
    const enabled = await world.twoFactor.email.enable('alice', {
      proof: { code: { value: mailedCode(world) } },
    });
    const recoveryCode = enabled._unsafeUnwrap().recoveryCodes?.[0] ?? '';
    const enrollment = await world.twoFactor.totp.enroll('alice', {
      proof: { code: { value: recoveryCode } },
    });
    const { secret } = enrollment._unsafeUnwrap();
    const confirmed = await world.twoFactor.totp.confirm('alice', codeOf(secret, world.clock.at));
    world.clock.advance(60_000);

    const { ask, questions } = script({ method: 'email' }, { resend: true }, () => ({
      code: mailedCode(world),
    }));
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

  test('no code is sent during a lock', async () => {
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
    'a password is accepted if nothing is enrolled: %j',
    async (password) => {
      const world = worldOfToday({ accounts: { alice: { username: 'alice', password } } });
      const origin = await restServer(world, options);
      const { ask, questions } = script({ code: 'wrong' }, { code: password });
      const response = await withTwoFactor(fetch, { ask })(`${origin}/settings.save`);
      expect(questions[0]).toMatchObject({ method: 'password', availableMethods: [] });
      expect(response.headers.get('x-by')).toBe('password');
    },
  );

  test('the refusal of an undeclared operation passes through', async () => {
    const origin = await restServer(worldOfToday(), options);
    expect((await withTwoFactor(fetch, script())(`${origin}/unknown`)).status).toBe(400);
  });
});

describe('method calls', () => {
  /** Returns a server that carries out a call, or denies it. */
  function serverOf(world: TestWorld) {
    return (operation: string, params: readonly unknown[], code: PresentedCode | undefined) =>
      world.twoFactor
        .authorize({ subject: 'alice', operation: operation as 'login', client: { session: 's1' }, code })
        .map(({ by }) => ({ by, params }));
  }

  /** A connection that turns a denial into an error, like Meteor's client. */
  function connectionTo(world: TestWorld) {
    const server = serverOf(world);
    return async (name: string, ...parameters: readonly unknown[]): Promise<unknown> => {
      const { method, params, code } = readInvocation(name, parameters);
      const result = await server(method, params, code);
      if (result.isErr()) throw Object.assign(new Error(), renderDdpError(result.error));
      return result.value;
    };
  }

  test('pass with a trailing proof after falsy arguments', async () => {
    const world = worldOfToday();
    const { secret } = await enrollTotp(world);
    const call = connectionTo(world);
    const { ask } = script({ code: '000000' }, { code: codeOf(secret, world.clock.at) });
    const result = await callWithTwoFactor((...proof) => call('account.delete', 0, false, null, ...proof), {
      ask,
    });
    expect(result).toEqual({ by: 'totp', params: [0, false, null] });
  });

  test('can request a method, and another mail too soon', async () => {
    const world = worldOfToday({ accounts: { alice: { username: 'alice', verifiedEmails: [address] } } });
    void (await world.twoFactor.email.enable('alice'));
    void (await world.twoFactor.email.enable('alice', { proof: { code: { value: mailedCode(world) } } }));
    world.clock.advance(60_000);
    const call = connectionTo(world);
    const { ask, questions } = script({ method: 'email' }, { resend: true }, () => ({
      code: mailedCode(world),
    }));
    const result = await callWithTwoFactor((...proof) => call('login', ...proof), { ask });
    expect(result).toEqual({ by: 'email', params: [] });
    expect(questions.map(({ reason }) => reason)).toEqual(['required', 'required', 'too-soon']);
  });

  test('pass through REST with the code in the headers', async () => {
    const world = worldOfToday();
    const { secret } = await enrollTotp(world);
    const server = serverOf(world);
    const { origin } = await wireServer(async ({ headers, body }): Promise<Reply> => {
      const read = readTunnelledCall(JSON.parse(body), { code: readCode(headers) });
      const { method, params, code, id } = read._unsafeUnwrap();
      const result = await server(method, params, code);
      if (result.isErr()) return renderTunnelledRefusal(id, result.error);
      const message = JSON.stringify({ msg: 'result', id, result: result.value });
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
