/** `callWithTwoFactor` handles the challenges of calls whose refusals are errors. @module */

import { createHash } from 'node:crypto';
import {
  type Answer,
  type Ask,
  type TwoFactorProof,
  callWithTwoFactor,
  isTwoFactorCancelled,
} from 'second-factor/client';
import { describe, expect, test, vi } from 'vitest';
import { script } from './script.ts';
import {
  compat,
  ddpError,
  emailDetails,
  olderLogin,
  problem,
  totpDetails,
  tunnelled,
} from './wire-server.ts';

type Call = (proof?: TwoFactorProof) => Promise<string>;

/** The error that Meteor's client makes of a refusal frame. */
function meteorError(refusal: 'required' | 'invalid', details = totpDetails): Error {
  return Object.assign(new Error(), ddpError(refusal, details));
}

/** A method that requires a code as its trailing argument, and collects its arguments. */
function method(code: string, details = totpDetails) {
  const received: unknown[][] = [];
  return {
    received,
    async call(...parameters: unknown[]): Promise<string> {
      received.push(parameters);
      const proof = parameters.at(-1) as TwoFactorProof | undefined;
      if (proof?.twoFactorCode === code) return 'saved';
      throw meteorError(proof?.twoFactorCode ? 'invalid' : 'required', details);
    },
  };
}

describe('a challenge is recognized', () => {
  test.each<[string, unknown]>([
    ['as a Meteor.Error', meteorError('required')],
    ['as the error of a refusal frame', ddpError('required')],
    ['as a refusal frame', { msg: 'result', id: '1', error: ddpError('required') }],
    ['as the compatible JSON that REST clients throw', compat('required').body],
    ['in the older shape of login', olderLogin('required').body],
    ['as problem details', problem(401, 'second-factor-required').body],
    ['of a tunnelled call', tunnelled('required').body],
  ])('%s', async (_name, refusal) => {
    const call = vi.fn<Call>((proof) => (proof ? Promise.resolve('ok') : Promise.reject(refusal)));
    const { ask, questions } = script({ code: '123456' });
    expect(await callWithTwoFactor(call, { ask })).toBe('ok');
    expect(questions).toMatchObject([
      { method: 'totp', reason: 'required', attempt: 1, details: totpDetails },
    ]);
    expect(call.mock.calls).toEqual([[], [{ twoFactorCode: '123456', twoFactorMethod: 'totp' }]]);
  });

  test.each([
    new Error('offline'),
    { error: 403, reason: 'Forbidden' },
    { error: 'factor-disabled', errorType: 'Meteor.Error' },
    ddpError('required', { method: 'carrier-pigeon' }),
    'totp-required',
    undefined,
    null,
    0,
  ])('an error that is not a challenge passes through: %j', async (thrown) => {
    const caught = await callWithTwoFactor(() => Promise.reject(thrown), script()).catch(
      (error: unknown) => ({ error }),
    );
    expect(caught).toEqual({ error: thrown });
  });

  test('a synchronous call may throw a challenge and return a result', async () => {
    const { ask } = script({ code: '123456' });
    const call = (proof?: TwoFactorProof): string => {
      if (proof === undefined) throw meteorError('required');
      return proof.twoFactorCode;
    };
    expect(await callWithTwoFactor(call, { ask })).toBe('123456');
  });

  test('a challenge that the call returns is a result', async () => {
    expect(await callWithTwoFactor(() => ddpError('required'), script())).toEqual(ddpError('required'));
  });

  test('an instant may be a Date', async () => {
    const details = { ...totpDetails, retryAt: new Date(Date.now() + 3_600_000) };
    const call = vi.fn<Call>(() =>
      Promise.reject({ ...ddpError('required', details), error: 'totp-max-attempts' }),
    );
    await expect(callWithTwoFactor(call, { ask: () => ({ code: '123456' }) })).rejects.toMatchObject({
      details,
    });
    expect(call).toHaveBeenCalledTimes(1);
  });
});

describe('the proof', () => {
  test('is absent at first, and later follows all arguments, even falsy ones', async () => {
    const { call, received } = method('123456');
    const { ask } = script({ code: '123456' });
    expect(await callWithTwoFactor((...proof) => call('save', false, null, ...proof), { ask })).toBe('saved');
    expect(received).toEqual([
      ['save', false, null],
      ['save', false, null, { twoFactorCode: '123456', twoFactorMethod: 'totp' }],
    ]);
  });

  test('has an empty code if it requests another method or another mail', async () => {
    const { call, received } = method('424242', emailDetails);
    const { ask } = script({ method: 'email' }, { resend: true }, { code: '424242' });
    expect(await callWithTwoFactor(call, { ask })).toBe('saved');
    expect(received).toEqual([
      [],
      [{ twoFactorCode: '', twoFactorMethod: 'email' }],
      [{ twoFactorCode: '', twoFactorMethod: 'email', twoFactorResend: true }],
      [{ twoFactorCode: '424242', twoFactorMethod: 'email' }],
    ]);
  });

  test('contains the password, or its digest', async () => {
    const details = { method: 'password', codeGenerated: false, availableMethods: [] };
    const digest = createHash('sha256').update('päßword').digest('hex');
    const plain = method('päßword', details);
    expect(await callWithTwoFactor(plain.call, script({ code: 'päßword' }))).toBe('saved');
    const hashed = method(digest, details);
    const options = { ...script({ code: 'päßword' }), passwordForm: 'digest' } as const;
    expect(await callWithTwoFactor(hashed.call, options)).toBe('saved');
  });
});

describe('the call rejects', () => {
  test('with the last refusal after the last attempt', async () => {
    const { call, received } = method('123456');
    const { ask, questions } = script({ code: '1' }, { code: '2' });
    const refusal: unknown = await callWithTwoFactor(call, { ask, attempts: 2 }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ error: 'totp-invalid' });
    expect(questions.map(({ reason }) => reason)).toEqual(['required', 'invalid']);
    expect(received).toHaveLength(3);
  });

  test('with TwoFactorCancelled if the person gives up', async () => {
    await expect(callWithTwoFactor(method('1').call, script(undefined))).rejects.toSatisfy(
      isTwoFactorCancelled,
    );
  });

  test('with the reason of the signal if that aborts', async () => {
    const controller = new AbortController();
    const ask = (): Promise<Answer> => {
      controller.abort(new Error('left'));
      return new Promise(() => undefined);
    };
    const call = callWithTwoFactor(method('1').call, { ask, signal: controller.signal });
    await expect(call).rejects.toThrow('left');
  });

  test('and makes no call if the signal aborts before the answer', async () => {
    const controller = new AbortController();
    const { call, received } = method('123456');
    const ask = (): Answer => {
      controller.abort(new Error('left'));
      return { code: '123456' };
    };
    await expect(callWithTwoFactor(call, { ask, signal: controller.signal })).rejects.toThrow('left');
    expect(received).toHaveLength(1);
  });

  test('if attempts is not an integer of at least 1', async () => {
    await expect(callWithTwoFactor(method('1').call, { ...script(), attempts: 0 })).rejects.toThrow(
      new RangeError('attempts must be an integer of at least 1'),
    );
  });
});

describe('parallel calls', () => {
  test('with one `ask` share its prompt', async () => {
    let trusted = false;
    let started = 0;
    let resolveAllStarted = (): void => undefined;
    const allStarted = new Promise<void>((resolve) => {
      resolveAllStarted = resolve;
    });
    const call = async (proof?: TwoFactorProof): Promise<string> => {
      started += 1;
      if (started === 3) resolveAllStarted();
      trusted ||= proof?.twoFactorCode === '123456';
      if (!trusted) throw meteorError('required');
      return 'saved';
    };
    const ask = vi.fn<Ask>(async () => {
      await allStarted;
      return { code: '123456' };
    });
    const calls = [1, 2, 3].map(() => callWithTwoFactor(call, { ask }));
    expect(await Promise.all(calls)).toEqual(['saved', 'saved', 'saved']);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('with different `ask` functions have different prompts', async () => {
    const asks = [1, 2].map(() => vi.fn<Ask>(() => ({ code: '1' })));
    await Promise.all(asks.map((ask) => callWithTwoFactor(method('1').call, { ask })));
    expect(asks.map((ask) => ask.mock.calls.length)).toEqual([1, 1]);
  });
});
