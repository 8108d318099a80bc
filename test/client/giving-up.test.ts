/** How a call of `withTwoFactor` ends without a code. @module */

import { type Answer, type Question, withTwoFactor } from 'second-factor/client';
import { describe, expect, test } from 'vitest';
import { script } from './script.ts';
import { requiresCode, wireServer } from './wire-server.ts';

describe('a call rejects', () => {
  test.each([undefined, { cancel: true }, null, false, 'cancel', {}])(
    'as cancelled if `ask` returns %j',
    async (answer) => {
      const { origin, requests } = await wireServer(requiresCode('123456'));
      const call = withTwoFactor(fetch, script(answer as Answer))(origin);
      await expect(call).rejects.toMatchObject({ name: 'TwoFactorCancelled' });
      expect(requests).toHaveLength(1);
    },
  );

  test('with the error of `ask`', async () => {
    const { origin } = await wireServer(requiresCode('123456'));
    const failure = new Error('no terminal');
    const call = withTwoFactor(fetch, { ask: () => Promise.reject(failure) })(origin);
    await expect(call).rejects.toBe(failure);
  });

  test.each(['init', 'Request'])(
    'with the reason of the signal of the %s while the person is asked',
    async (source) => {
      const { origin, requests } = await wireServer(requiresCode('123456'));
      const controller = new AbortController();
      const { signal } = controller;
      const reason = new Error('the page was left');
      const ask = (question: Question): Promise<Answer> => {
        expect(question.signal?.aborted).toBe(false);
        controller.abort(reason);
        expect(question.signal?.aborted).toBe(true);
        return new Promise(() => undefined);
      };
      const wrapped = withTwoFactor(fetch, { ask });
      const call = source === 'init' ? wrapped(origin, { signal }) : wrapped(new Request(origin, { signal }));
      await expect(call).rejects.toBe(reason);
      expect(requests).toHaveLength(1);
    },
  );

  test('and sends no code if the signal aborts before the answer', async () => {
    const { origin, requests } = await wireServer(requiresCode('123456'));
    const controller = new AbortController();
    const ask = (): Answer => {
      controller.abort();
      return { code: '123456' };
    };
    const call = withTwoFactor(fetch, { ask })(origin, { signal: controller.signal });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(requests).toHaveLength(1);
  });
});
