/** `withTwoFactor`: what it sends for each answer, and how often. @module */

import { createHash } from 'node:crypto';
import { type Ask, isTwoFactorCancelled, withTwoFactor } from 'second-factor/client';
import { describe, expect, test, vi } from 'vitest';
import { script } from './script.ts';
import { compat, emailDetails, requiresCode, totpDetails, wireServer } from './wire-server.ts';

describe('an answer', () => {
  test('after a wrong code the person is asked again, and the attempt is counted', async () => {
    const { origin, requests } = await wireServer(requiresCode('123456'));
    const { ask, questions } = script({ code: '000000' }, { code: '123456' });
    expect(await (await withTwoFactor(fetch, { ask })(origin)).json()).toEqual({ saved: true });
    expect(questions.map(({ attempt, reason }) => [attempt, reason])).toEqual([
      [1, 'required'],
      [2, 'invalid'],
    ]);
    expect(requests.map(({ code }) => code)).toEqual([undefined, '000000', '123456']);
  });

  test.each([1, 2, 3, 4])(
    'with %i attempts, the response after as many wrong codes is the last refusal',
    async (attempts) => {
      const { origin, requests } = await wireServer(({ code }) =>
        compat(code ? 'invalid' : 'required', { ...totpDetails, last: code }),
      );
      const ask = vi.fn<Ask>(({ attempt }) => ({ code: `00000${attempt}` }));
      const response = await withTwoFactor(fetch, attempts === 3 ? { ask } : { ask, attempts })(origin);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        errorType: 'totp-invalid',
        details: { last: `00000${attempts}` },
      });
      expect(ask).toHaveBeenCalledTimes(attempts);
      expect(requests).toHaveLength(attempts + 1);
    },
  );

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'attempts must be an integer of at least 1, not %f',
    (attempts) => {
      const wrap = () => withTwoFactor(fetch, { ...script(), attempts });
      expect(wrap).toThrow(new RangeError('attempts must be an integer of at least 1'));
    },
  );

  test('another method is sent without a code, and the next code is for that method', async () => {
    const { origin, requests } = await wireServer(({ code, twoFactorMethod }) => {
      if (code === '424242' && twoFactorMethod === 'email') return {};
      return twoFactorMethod === 'email' ? compat('required', emailDetails) : compat('required');
    });
    const { ask, questions } = script({ method: 'email' }, { code: '424242' });
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(200);
    expect(questions.map(({ method, attempt, reason }) => [method, attempt, reason])).toEqual([
      ['totp', 1, 'required'],
      ['email', 1, 'required'],
    ]);
    expect(requests.map(({ code, twoFactorMethod }) => [code, twoFactorMethod])).toEqual([
      [undefined, undefined],
      [undefined, 'email'],
      ['424242', 'email'],
    ]);
  });

  test('a code for another method is sent with the name of that method', async () => {
    const { origin, requests } = await wireServer(requiresCode('424242'));
    await withTwoFactor(fetch, script({ code: '424242', method: 'email' }))(origin);
    expect(requests[1]?.twoFactorMethod).toBe('email');
  });

  test('a change of the method carries no code, not even one that the caller set', async () => {
    const { origin, requests } = await wireServer(({ twoFactorMethod }) =>
      twoFactorMethod === 'email' ? {} : compat('invalid'),
    );
    await withTwoFactor(fetch, script({ method: 'email' }))(origin, { headers: { 'x-2fa-code': '999999' } });
    expect(requests.map(({ code }) => code)).toEqual(['999999', undefined]);
  });

  test('another mail is requested, and the reason is too-soon if none is sent yet', async () => {
    const nextCodeAt = '2026-01-01T00:01:00.000Z';
    const { origin, requests } = await wireServer(({ headers }) =>
      compat(
        'required',
        headers['x-2fa-resend'] === '1'
          ? { ...emailDetails, codeGenerated: false, nextCodeAt }
          : emailDetails,
      ),
    );
    const { ask, questions } = script({ resend: true }, undefined);
    await expect(withTwoFactor(fetch, { ask })(origin)).rejects.toSatisfy(isTwoFactorCancelled);
    expect(questions.map(({ reason, details }) => [reason, details.nextCodeAt])).toEqual([
      ['required', undefined],
      ['too-soon', nextCodeAt],
    ]);
    expect(requests[1]).toMatchObject({
      code: undefined,
      twoFactorMethod: 'email',
      headers: { 'x-2fa-resend': '1' },
    });
  });

  test('a resent code is sent without requesting another mail', async () => {
    const { origin, requests } = await wireServer(({ code }) =>
      code ? {} : compat('required', emailDetails),
    );
    await withTwoFactor(fetch, script({ resend: true }, { code: '424242' }))(origin);
    expect(requests[2]?.code).toBe('424242');
    expect(requests[2]?.headers['x-2fa-resend']).toBeUndefined();
  });

  test('after 10 requests for another mail the last refusal is the response', async () => {
    const { origin, requests } = await wireServer(() => compat('required', emailDetails));
    const ask = vi.fn<Ask>(() => ({ resend: true }));
    expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(400);
    expect(ask).toHaveBeenCalledTimes(10);
    expect(requests).toHaveLength(11);
  });

  test('a recovery code is sent under the name of the factor', async () => {
    const { origin, requests } = await wireServer(requiresCode('ABCD-EFGH'));
    await withTwoFactor(fetch, script({ code: 'ABCD-EFGH', method: 'recovery-code' }))(origin);
    expect(requests[1]).toMatchObject({ code: 'ABCD-EFGH', twoFactorMethod: 'totp' });
  });

  test.each(['', '１２３４５６', '12\n34', 'ключ', '1'.repeat(257), '\0'])(
    'a code that no header can hold is invalid and is not sent: %j',
    async (code) => {
      const { origin, requests } = await wireServer(requiresCode('123456'));
      const { ask, questions } = script({ code }, { code: '123456' });
      expect((await withTwoFactor(fetch, { ask })(origin)).status).toBe(200);
      expect(questions[1]).toMatchObject({ reason: 'invalid', attempt: 2 });
      expect(requests).toHaveLength(2);
    },
  );

  test('the headers of the caller stay, except those of an older code', async () => {
    const { origin, requests } = await wireServer(({ code }) => (code === '123456' ? {} : compat('invalid')));
    const headers = { authorization: 'Bearer x', 'X-2FA-Code': '999999', 'x-2fa-resend': '1' };
    await withTwoFactor(fetch, script({ code: '123456' }))(origin, { headers });
    expect(requests[1]?.headers).toMatchObject({ authorization: 'Bearer x', 'x-2fa-code': '123456' });
    expect(requests[1]?.headers['x-2fa-resend']).toBeUndefined();
  });
});

describe('a password', () => {
  const details = { method: 'password', codeGenerated: false, availableMethods: [] };

  test.each(['correct horse', ' spaces ', 'päßword', '密碼🔑', 'base64:x'])(
    'is sent as base64: %j',
    async (password) => {
      const { origin, requests } = await wireServer(({ code }) => (code ? {} : compat('required', details)));
      await withTwoFactor(fetch, script({ code: password }))(origin);
      expect(requests[1]?.twoFactorMethod).toBe('password');
      const [form, text = ''] = (requests[1]?.code ?? '').split(/(?<=^base64:)/);
      expect([form, Buffer.from(text, 'base64').toString()]).toEqual(['base64:', password]);
    },
  );

  test('is sent as its digest', async () => {
    const { origin, requests } = await wireServer(({ code }) => (code ? {} : compat('required', details)));
    await withTwoFactor(fetch, { ...script({ code: 'päßword' }), passwordForm: 'digest' })(origin);
    expect(requests[1]?.code).toBe(createHash('sha256').update('päßword').digest('hex'));
  });

  test('is hashed, but a code is not', async () => {
    const { origin, requests } = await wireServer(requiresCode('123456'));
    await withTwoFactor(fetch, { ...script({ code: '123456' }), passwordForm: 'digest' })(origin);
    expect(requests[1]?.code).toBe('123456');
  });
});

test('P18 errors and questions never contain the typed code', async () => {
  const { origin } = await wireServer(requiresCode('123456'));
  const { ask, questions } = script({ code: '987654' }, undefined);
  const error: unknown = await withTwoFactor(fetch, { ask })(origin).catch((thrown: unknown) => thrown);
  expect(isTwoFactorCancelled(error)).toBe(true);
  expect(JSON.stringify(questions) + String((error as Error).stack)).not.toContain('987654');
});
