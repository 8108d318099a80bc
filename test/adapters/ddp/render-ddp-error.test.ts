/** DDP refusals to the byte, in frames and tunnelled through REST. @module */

import { describe, expect, it, test } from 'vitest';
import {
  readMethodFrame,
  readTunnelledCall,
  renderDdpError,
  renderRefusalFrame,
  renderTunnelledRefusal,
} from '../../../src/adapters/ddp/index.ts';
import type { Refusal } from '../../../src/domain/decision/compatible-words.ts';
import * as refusals from '../http/denials.ts';

describe('renderDdpError and renderRefusalFrame', () => {
  it('renders the frame that existing callers expect', () => {
    expect(JSON.stringify(renderRefusalFrame('1', refusals.totpRequired))).toBe(
      '{"msg":"result","id":"1","error":{"isClientSafe":true,"error":"totp-required","reason":"TOTP Required",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"]},' +
        '"message":"TOTP Required [totp-required]","errorType":"Meteor.Error"}}',
    );
  });

  test.each([
    [
      'a required emailed code',
      refusals.emailRequired,
      '{"isClientSafe":true,"error":"totp-required","reason":"TOTP Required",' +
        '"details":{"method":"email","emailOrUsername":"alice","codeGenerated":true,"codeExpires":"2026-01-01T00:00:00.000Z","availableMethods":["totp","email"]},' +
        '"message":"TOTP Required [totp-required]","errorType":"Meteor.Error"}',
    ],
    [
      'a required password',
      refusals.passwordRequired,
      '{"isClientSafe":true,"error":"totp-required","reason":"TOTP Required",' +
        '"details":{"method":"password","codeGenerated":false,"availableMethods":[]},' +
        '"message":"TOTP Required [totp-required]","errorType":"Meteor.Error"}',
    ],
    [
      'a code that was not accepted',
      refusals.invalid,
      '{"isClientSafe":true,"error":"totp-invalid","reason":"TOTP Invalid",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":4},' +
        '"message":"TOTP Invalid [totp-invalid]","errorType":"Meteor.Error"}',
    ],
    [
      'a lock',
      refusals.tooMany,
      '{"isClientSafe":true,"error":"totp-max-attempts","reason":"TOTP Maximum Failed Attempts Reached",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":0,"retryAt":"2026-01-01T00:00:30.000Z"},' +
        '"message":"TOTP Maximum Failed Attempts Reached [totp-max-attempts]","errorType":"Meteor.Error"}',
    ],
    [
      'a disabled factor',
      refusals.disabled,
      '{"isClientSafe":true,"error":"factor-disabled","reason":"Second Factor Disabled","details":{"availableMethods":["email"]},' +
        '"message":"Second Factor Disabled [factor-disabled]","errorType":"Meteor.Error"}',
    ],
    [
      'a session that is not fresh',
      refusals.signInAgain,
      '{"isClientSafe":true,"error":"enrollment-required","reason":"Second Factor Enrollment Required",' +
        '"details":{"availableMethods":["totp","email"],"reason":"sign-in-again"},' +
        '"message":"Second Factor Enrollment Required [enrollment-required]","errorType":"Meteor.Error"}',
    ],
    [
      'an unavailable port',
      refusals.unavailable,
      '{"isClientSafe":true,"error":"unavailable","reason":"Temporarily Unavailable",' +
        '"message":"Temporarily Unavailable [unavailable]","errorType":"Meteor.Error"}',
    ],
  ])('%s is rendered as this exact error', (_name, denial, text) => {
    expect(JSON.stringify(renderDdpError(denial))).toBe(text);
  });

  test.each(refusals.oddRefusals)('%s is rendered as unavailable', (_name, refusal) => {
    expect(renderDdpError(refusal as Refusal)).toEqual(renderDdpError(refusals.unavailable));
  });

  test.each(refusals.everyRefusal.map((refusal) => [refusal] as const))(
    '$kind is rendered without trace and subject',
    (refusal) => {
      const error = renderDdpError(refusal);
      expect(JSON.stringify(error)).not.toMatch(/hidden|trace|storage/);
      expect(error.message).toBe(`${error.reason} [${error.error}]`);
    },
  );
});

describe('method calls through REST', () => {
  const frame = (value: object) => ({
    message: JSON.stringify({ msg: 'method', id: '7', method: 'save', ...value }),
  });

  it('renders a refusal as HTTP 400 with the frame as a string', () => {
    const rendered = renderTunnelledRefusal('1', refusals.totpRequired);
    expect(rendered).toMatchObject({ status: 400, headers: { 'content-type': 'application/json' } });
    expect(JSON.stringify(rendered.body)).toBe(
      String.raw`{"success":false,"message":"{\"msg\":\"result\",\"id\":\"1\",\"error\":{\"isClientSafe\":true,\"error\":\"totp-required\",\"reason\":\"TOTP Required\",\"details\":{\"method\":\"totp\",\"codeGenerated\":false,\"availableMethods\":[\"totp\"]},\"message\":\"TOTP Required [totp-required]\",\"errorType\":\"Meteor.Error\"}}"}`,
    );
  });

  it('reads the code in the arguments', () => {
    const params = [1, { twoFactorCode: '123456', twoFactorMethod: 'email' }];
    expect(readTunnelledCall(frame({ params }))._unsafeUnwrap()).toEqual({
      id: '7',
      method: 'save',
      params: [1],
      code: { method: 'email', value: '123456' },
    });
  });

  it('prefers the code in the headers', () => {
    const params = [1, { twoFactorCode: '123456', twoFactorMethod: 'email' }];
    const headerCode = { value: '654321' };
    expect(readTunnelledCall(frame({ params }), { code: headerCode })._unsafeUnwrap()).toMatchObject({
      params: [1],
      code: headerCode,
    });
    expect(readTunnelledCall(frame({}), { code: headerCode })._unsafeUnwrap()).toMatchObject({
      params: [],
      code: headerCode,
    });
    const preferredMethod = { method: 'totp' } as const;
    expect(
      readTunnelledCall(frame({ params }), { code: preferredMethod })._unsafeUnwrap().code,
    ).toMatchObject({
      value: '123456',
    });
    expect(readTunnelledCall(frame({}), { code: preferredMethod })._unsafeUnwrap().code).toEqual(
      preferredMethod,
    );
  });

  it('refuses a frame that calls another method than the path names', () => {
    expect(readTunnelledCall(frame({}), { method: 'save' }).isOk()).toBe(true);
    const refused = readTunnelledCall(frame({}), { method: 'other' })._unsafeUnwrapErr();
    expect(refused).toEqual({ kind: 'malformed-frame', problem: 'another method than the path names' });
    expect(JSON.parse(renderTunnelledRefusal(undefined, refused).body.message)).toEqual({
      msg: 'result',
      error: {
        isClientSafe: true,
        error: 'malformed-frame',
        reason: 'Malformed Frame',
        details: { problem: 'another method than the path names' },
        message: 'Malformed Frame [malformed-frame]',
        errorType: 'Meteor.Error',
      },
    });
  });

  test.each([
    [undefined],
    [null],
    ['{}'],
    [{}],
    [{ message: 7 }],
    [{ message: { msg: 'method', id: '1', method: 'save' } }],
    [{ message: '{' }],
    [{ message: 'null' }],
    [{ message: '[]' }],
    [frame({ msg: 'sub' })],
    [frame({ id: 7 })],
    [frame({ method: null })],
    [frame({ params: {} })],
    [frame({ params: null })],
    [{ message: '{"__proto__":{"msg":"method","id":"1","method":"save"}}' }],
    [Object.create(frame({}))],
  ])('refuses %j', (body) => {
    expect(readTunnelledCall(body)._unsafeUnwrapErr().kind).toBe('malformed-frame');
  });
});

it('readMethodFrame reads text and parsed frames', () => {
  const frame = { msg: 'method', id: '1', method: 'save', params: [false], randomSeed: 'x' };
  const call = { id: '1', method: 'save', params: [false] };
  expect(readMethodFrame(frame)._unsafeUnwrap()).toEqual(call);
  expect(readMethodFrame(JSON.stringify(frame))._unsafeUnwrap()).toEqual(call);
  expect(readMethodFrame('{"msg":"connect"}')._unsafeUnwrapErr().problem).toBe('no method frame');
  expect(readMethodFrame('{').isErr()).toBe(true);
});
