/** The three forms of a code in a DDP call; every other argument stays where it is. @module */

import { describe, expect, it, test } from 'vitest';
import { readInvocation } from '../../../src/adapters/ddp/index.ts';

describe('readInvocation: a trailing argument', () => {
  const trailing = { twoFactorCode: '123456', twoFactorMethod: 'email' };

  it('is removed from the arguments and becomes the code', () => {
    expect(readInvocation('save', [1, trailing])).toEqual({
      method: 'save',
      params: [1],
      code: { method: 'email', value: '123456' },
    });
    expect(readInvocation('save', [trailing])).toMatchObject({ params: [], code: { value: '123456' } });
  });

  it('may request another email, only prefer a method, or leave out the method', () => {
    const codeOf = (last: unknown) => readInvocation('save', [last]).code;
    expect(codeOf({ ...trailing, twoFactorCode: '', twoFactorResend: true })).toEqual({
      method: 'email',
      resend: true,
    });
    expect(codeOf({ twoFactorMethod: 'email', twoFactorResend: true })).toEqual({
      method: 'email',
      resend: true,
    });
    expect(codeOf({ ...trailing, twoFactorResend: false })).toEqual({ method: 'email', value: '123456' });
    expect(codeOf({ twoFactorCode: '', twoFactorMethod: 'totp' })).toEqual({ method: 'totp' });
    expect(codeOf({ twoFactorCode: '123456' })).toEqual({ value: '123456' });
  });

  test.each([
    [false],
    [0],
    [''],
    [null],
    [undefined],
    [{}],
    [[]],
    [[trailing]],
    ['123456'],
    [{ twoFactorMethod: 'email' }],
    [{ twoFactorResend: true }],
    [{ twoFactorMethod: 'email', twoFactorResend: false }],
    [{ ...trailing, extra: 1 }],
    [{ ...trailing, twoFactorCode: 123456 }],
    [{ ...trailing, twoFactorCode: null }],
    [{ ...trailing, twoFactorMethod: null }],
    [{ ...trailing, twoFactorMethod: {} }],
    [{ ...trailing, twoFactorResend: 1 }],
    [Object.create(trailing)],
    [JSON.parse('{"__proto__":{"twoFactorCode":"123456"}}')],
    [JSON.parse('{"twoFactorCode":"123456","twoFactorMethod":"totp","__proto__":{}}')],
  ])('%j stays an argument of the method', (last) => {
    expect(readInvocation('save', [1, last])).toEqual({ method: 'save', params: [1, last] });
    expect(readInvocation('save', [last])).toEqual({ method: 'save', params: [last] });
  });

  it('counts only at the end, and only once', () => {
    expect(readInvocation('save', [trailing, 1])).toEqual({ method: 'save', params: [trailing, 1] });
    expect(readInvocation('save', [trailing, trailing]).params).toEqual([trailing]);
  });

  it('does not change the arguments passed in', () => {
    const params = Object.freeze([1, Object.freeze({ ...trailing })]);
    readInvocation('save', params);
    expect(params).toHaveLength(2);
  });

  it('reads missing or non-array params as none', () => {
    expect(readInvocation('save')).toEqual({ method: 'save', params: [] });
    expect(readInvocation('save', { length: 1, 0: trailing } as unknown as unknown[])).toEqual({
      method: 'save',
      params: [],
    });
  });
});

describe('readInvocation: callWithTwoFactorRequired', () => {
  const wrap = (call: unknown, ...more: unknown[]) =>
    readInvocation('callWithTwoFactorRequired', [call, ...more]);

  it('is unwrapped: ddpMethod is the method, and method is the method of the code', () => {
    expect(wrap({ code: '123456', ddpMethod: 'save', method: 'email', params: [1, false] })).toEqual({
      method: 'save',
      params: [1, false],
      code: { method: 'email', value: '123456' },
    });
    expect(wrap({ code: '', ddpMethod: 'save', method: 'email' })).toEqual({
      method: 'save',
      params: [],
      code: { method: 'email' },
    });
  });

  it('takes precedence over a trailing argument, which is removed', () => {
    const ignored = { twoFactorCode: '654321', twoFactorMethod: 'totp' };
    expect(wrap({ code: '123456', ddpMethod: 'save', method: 'email', params: [1, ignored] })).toEqual({
      method: 'save',
      params: [1],
      code: { method: 'email', value: '123456' },
    });
  });

  it('is unwrapped once: a call that is wrapped again is an unknown method', () => {
    const inner = { code: '1', ddpMethod: 'save', method: 'totp', params: [] };
    let nested: unknown = inner;
    for (let depth = 0; depth < 1000; depth++)
      nested = { code: '1', ddpMethod: 'callWithTwoFactorRequired', method: 'totp', params: [nested] };
    expect(wrap(nested).method).toBe('callWithTwoFactorRequired');
  });

  test.each([
    [undefined],
    [null],
    [{}],
    [{ code: '1', method: 'totp', params: [] }],
    [{ code: '1', ddpMethod: 7, method: 'totp', params: [] }],
    [{ code: '1', ddpMethod: 'save', method: 7, params: [] }],
    [{ code: '1', ddpMethod: 'save', method: 'totp', params: {} }],
    [{ code: '1', ddpMethod: 'save', method: 'totp', params: [], extra: 1 }],
    [Object.create({ ddpMethod: 'save' })],
  ])('%j stays as it is', (call) => {
    expect(wrap(call)).toEqual({ method: 'callWithTwoFactorRequired', params: [call] });
  });

  it('stays as it is with more than one argument', () => {
    expect(wrap({ ddpMethod: 'save', code: '1' }, 1)).toMatchObject({ method: 'callWithTwoFactorRequired' });
  });
});

describe('readInvocation: login', () => {
  const login = { user: { username: 'alice' }, password: { digest: 'x', algorithm: 'sha-256' } };

  it('is read from its envelope', () => {
    expect(readInvocation('login', [{ totp: { login, code: '123456' } }])).toEqual({
      method: 'login',
      params: [login],
      code: { value: '123456' },
    });
    expect(readInvocation('login', [login])).toEqual({ method: 'login', params: [login] });
  });

  it('may have a trailing argument like any method', () => {
    expect(readInvocation('login', [login, { twoFactorCode: '1', twoFactorMethod: 'email' }])).toEqual({
      method: 'login',
      params: [login],
      code: { method: 'email', value: '1' },
    });
  });

  test.each([
    [{ totp: { login } }],
    [{ totp: { login: 'alice', code: '1' } }],
    [{ totp: { login, code: '1', extra: 1 } }],
    [{ totp: { login, code: '1' }, resume: 'token' }],
    [{ totp: null }],
    [null],
    [Object.create({ totp: { login, code: '1' } })],
    [{ totp: Object.create({ login, code: '1' }) }],
  ])('%j stays as it is', (options) => {
    expect(readInvocation('login', [options])).toEqual({ method: 'login', params: [options] });
  });

  it('is the only method whose envelope is read', () => {
    const envelope = { totp: { login, code: '123456' } };
    expect(readInvocation('save', [envelope])).toEqual({ method: 'save', params: [envelope] });
  });
});
