/** The code of a REST call, from headers of any form, from login bodies, or unreadable. @module */

import { describe, expect, it, test } from 'vitest';
import { readCode, readLogin } from '../../../src/adapters/http/index.ts';
import { testWorld } from '../../support/world.ts';

describe('readCode: headers', () => {
  const expected = { method: 'totp', value: '123456' };

  test.each([
    ['Headers', new Headers({ 'X-2FA-Code': '123456', 'X-2FA-Method': 'totp' })],
    ['an object as in Node', { 'x-2fa-code': '123456', 'x-2fa-method': 'totp' }],
    ['an object in any case', { 'X-2fa-Code': '123456', 'X-2FA-METHOD': 'totp' }],
    ['lists of values as in headersDistinct', { 'x-2fa-code': ['123456'], 'x-2fa-method': ['totp'] }],
    [
      'an object without a prototype',
      Object.assign(Object.create(null), { 'x-2fa-code': '123456', 'x-2fa-method': 'totp' }),
    ],
    [
      'pairs',
      [
        ['X-2fa-Code', '123456'],
        ['x-2fa-method', 'totp'],
      ] as const,
    ],
    [
      'a Map',
      new Map([
        ['x-2fa-code', '123456'],
        ['x-2fa-method', 'totp'],
      ]),
    ],
    [
      'an object with get()',
      { get: (name: string) => ({ 'x-2fa-code': '123456', 'x-2fa-method': 'totp' })[name] ?? null },
    ],
  ])('reads %s', (_name, headers) => {
    expect(readCode(headers as Headers)).toEqual(expected);
  });

  it('returns undefined if nothing is presented', () => {
    expect(readCode({})).toBeUndefined();
    expect(readCode(undefined)).toBeUndefined();
    expect(readCode({ 'x-2fa-code': '' })).toBeUndefined();
    expect(readCode({ 'x-2fa-code': '', 'x-2fa-method': '' })).toBeUndefined();
    expect(readCode({ 'x-2fa-resend': '0' })).toBeUndefined();
  });

  it('reads a code without a method, a preferred method, and the request for another email', () => {
    expect(readCode({ 'x-2fa-code': '123456' })).toEqual({ value: '123456' });
    expect(readCode({ 'x-2fa-method': 'email' })).toEqual({ method: 'email' });
    expect(readCode({ 'x-2fa-code': '', 'x-2fa-method': 'email', 'x-2fa-resend': '1' })).toEqual({
      method: 'email',
      resend: true,
    });
  });

  it('picks none of several codes', () => {
    const repeated = { 'x-2fa-code': ['123456', '654321'], 'x-2fa-method': 'totp' };
    expect(readCode(repeated)).toEqual({ method: 'totp', value: '123456, 654321' });
    expect(readCode({ 'x-2fa-code': '123456', 'X-2FA-Code': '654321' })).toEqual({ value: '123456, 654321' });
  });

  it('passes an unknown method on', () => {
    expect(readCode({ 'x-2fa-code': '1', 'x-2fa-method': 'constructor' })).toEqual({
      method: 'constructor',
      value: '1',
    });
  });
});

describe('readCode: passwords', () => {
  const password = (value: string) => readCode({ 'x-2fa-method': 'password', 'x-2fa-code': value })?.value;
  const encode = (text: string) => `base64:${Buffer.from(text).toString('base64')}`;

  it('decodes base64 of UTF-8, once', () => {
    for (const text of [
      ' spaces at the ends ',
      'pässwörd',
      '密码🔑',
      '\ufeffbom',
      'base64:',
      encode('twice'),
    ])
      expect(password(encode(text))).toBe(text);
    expect(password(encode('unpadded').replace(/=+$/, ''))).toBe('unpadded');
    expect(readCode({ 'x-2fa-code': encode('ä') })).toEqual({ value: 'ä' });
  });

  it('does not change plain text, the SHA-256 of a password, or codes of other methods', () => {
    const digest = 'a'.repeat(64);
    expect(password(digest)).toBe(digest);
    expect(password('correct horse')).toBe('correct horse');
    expect(readCode({ 'x-2fa-method': 'totp', 'x-2fa-code': 'base64:AAAA' })?.value).toBe('base64:AAAA');
  });

  test.each([
    'base64:%%%',
    'base64:A',
    'base64:AA=A',
    'base64:AA AA',
    'base64:/w==',
    'base64:wIA=',
    `base64:${'A'.repeat(9000)}`,
  ])('%s is refused as malformed and not counted as an attempt', async (value) => {
    const { twoFactor } = testWorld();
    const code = readCode({ 'x-2fa-method': 'password', 'x-2fa-code': value });
    const denial = await twoFactor.authorize({ subject: 'alice', operation: 'settings.save', code });
    expect(denial._unsafeUnwrapErr()).toMatchObject({
      kind: 'second-factor-invalid',
      reason: 'malformed-code',
      attemptsLeft: 5,
    });
  });
});

describe('readCode: login bodies', () => {
  it('reads both forms', () => {
    expect(readCode({}, { user: 'alice', code: '123456' })).toEqual({ value: '123456' });
    expect(readCode({}, { totp: { login: { user: 'alice' }, code: '123456' } })).toEqual({ value: '123456' });
    expect(readCode({}, { code: '123456', method: 'email' })).toEqual({ value: '123456', method: 'email' });
    expect(readCode({}, { code: 123456 })).toEqual({ value: '123456' });
    expect(readCode({ 'x-2fa-method': 'email' }, { code: '123456' })).toEqual({
      method: 'email',
      value: '123456',
    });
  });

  it('prefers a code in the headers', () => {
    const body = { code: '654321', method: 'email' };
    expect(readCode({ 'x-2fa-code': '123456' }, body)).toEqual({ value: '123456' });
  });

  test.each([
    [undefined],
    [null],
    ['text'],
    [123456],
    [[]],
    [{}],
    [{ code: '' }],
    [{ code: null }],
    [{ totp: null }],
    [{ totp: { code: '123456' } }],
    [{ totp: { login: 'alice', code: '123456' } }],
    [{ totp: [] }],
    [JSON.parse('{"__proto__":{"code":"123456"}}')],
    [Object.create({ code: '123456' })],
  ])('finds no code in %j', (body) => {
    expect(readCode({}, body)).toBeUndefined();
  });

  test.each([[true], [-1], [1.5], [1e300], [{}], [['123456']], [{ toString: 'x' }]])(
    'a code of %j is refused as malformed',
    async (code) => {
      const { twoFactor } = testWorld();
      const presented = readCode({}, { code });
      const denial = await twoFactor.authorize({
        subject: 'alice',
        operation: 'settings.save',
        code: presented,
      });
      expect(denial._unsafeUnwrapErr()).toMatchObject({ reason: 'malformed-code', attemptsLeft: 5 });
    },
  );
});

test('readLogin returns the login in an envelope, and any other body as it is', () => {
  const login = { user: 'alice', password: 'x' };
  expect(readLogin({ totp: { login, code: '1' } })).toBe(login);
  expect(readLogin({ totp: { login } })).toBe(login);
  expect(readLogin(login)).toBe(login);
  expect(readLogin({ totp: { login: 'alice' } })).toEqual({ totp: { login: 'alice' } });
  expect(readLogin(undefined)).toBeUndefined();
});
