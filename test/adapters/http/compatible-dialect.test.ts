/** The compatible dialect to the byte, including the older shape of login. @module */

import { describe, expect, it, test } from 'vitest';
import { renderDenial } from '../../../src/adapters/http/index.ts';
import * as refusals from './denials.ts';

const { referenceInstant } = refusals;

describe('the compatible dialect', () => {
  const json = { 'content-type': 'application/json' };

  test.each([
    [
      'a required emailed code',
      refusals.emailRequired,
      400,
      '{"success":false,"error":"TOTP Required [totp-required]","errorType":"totp-required",' +
        '"details":{"method":"email","emailOrUsername":"alice","codeGenerated":true,"codeExpires":"2026-01-01T00:00:00.000Z","availableMethods":["totp","email"]}}',
    ],
    [
      'a required emailed code, too soon for another email',
      refusals.emailTooSoon,
      400,
      '{"success":false,"error":"TOTP Required [totp-required]","errorType":"totp-required",' +
        '"details":{"method":"email","emailOrUsername":"a***@example.org","codeGenerated":false,"codeExpires":"2026-01-01T00:00:00.000Z","nextCodeAt":"2026-01-01T00:00:00.001Z","availableMethods":["totp","email"]}}',
    ],
    [
      'a required authenticator code',
      refusals.totpRequired,
      400,
      '{"success":false,"error":"TOTP Required [totp-required]","errorType":"totp-required",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"]}}',
    ],
    [
      'a required password',
      refusals.passwordRequired,
      400,
      '{"success":false,"error":"TOTP Required [totp-required]","errorType":"totp-required",' +
        '"details":{"method":"password","codeGenerated":false,"availableMethods":[]}}',
    ],
    [
      'a code that was not accepted',
      refusals.invalid,
      400,
      '{"success":false,"error":"TOTP Invalid [totp-invalid]","errorType":"totp-invalid",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":4}}',
    ],
    [
      'a right code that was used before',
      refusals.alreadyUsed,
      400,
      '{"success":false,"error":"TOTP Invalid [totp-invalid]","errorType":"totp-invalid",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":5,"reason":"code-already-used"}}',
    ],
    [
      'a code that was not accepted and set a lock',
      refusals.invalidAndLocked,
      400,
      '{"success":false,"error":"TOTP Invalid [totp-invalid]","errorType":"totp-invalid",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":0,"retryAt":"2026-01-01T00:00:30.000Z"}}',
    ],
    [
      'a disabled factor',
      refusals.disabled,
      403,
      '{"success":false,"error":"factor-disabled","errorType":"factor-disabled","details":{"availableMethods":["email"]}}',
    ],
    [
      'a required enrollment',
      refusals.enrollment,
      403,
      '{"success":false,"error":"enrollment-required","errorType":"enrollment-required","details":{"availableMethods":["totp","email"]}}',
    ],
    [
      'a session that is not fresh',
      refusals.signInAgain,
      403,
      '{"success":false,"error":"enrollment-required","errorType":"enrollment-required",' +
        '"details":{"availableMethods":["totp","email"],"reason":"sign-in-again"}}',
    ],
    [
      'a refused access token',
      refusals.tokenRefused,
      401,
      '{"success":false,"error":"access-token-refused","errorType":"access-token-refused"}',
    ],
    [
      'an unknown operation',
      refusals.unknownOperation,
      400,
      '{"success":false,"error":"unknown-operation","errorType":"unknown-operation"}',
    ],
    [
      'an unknown subject',
      refusals.unknownSubject,
      400,
      '{"success":false,"error":"unknown-subject","errorType":"unknown-subject"}',
    ],
    [
      'a taken name',
      refusals.managementRefusals[0]!,
      409,
      '{"success":false,"error":"name-taken","errorType":"name-taken"}',
    ],
    [
      'a reached limit',
      refusals.managementRefusals[1]!,
      409,
      '{"success":false,"error":"limit-reached","errorType":"limit-reached","details":{"most":50}}',
    ],
    [
      'nothing found',
      refusals.managementRefusals[2]!,
      404,
      '{"success":false,"error":"not-found","errorType":"not-found"}',
    ],
    [
      'a superseded call',
      refusals.managementRefusals[3]!,
      409,
      '{"success":false,"error":"superseded","errorType":"superseded"}',
    ],
    [
      'an invalid request',
      refusals.managementRefusals[4]!,
      400,
      '{"success":false,"error":"invalid-request","errorType":"invalid-request","details":{"field":"name","problem":"must be 1 to 100 characters"}}',
    ],
  ])('%s has this exact response', (_name, denial, status, body) => {
    const rendered = renderDenial(denial);
    expect({ ...rendered, body: JSON.stringify(rendered.body) }).toEqual({ status, headers: json, body });
    expect(renderDenial(denial, { dialect: 'compat' })).toEqual(rendered);
  });

  it('sends retry-after while a lock holds or a port is unavailable', () => {
    const locked = renderDenial(refusals.tooMany, { now: referenceInstant + 1 });
    expect(locked.status).toBe(400);
    expect(locked.headers).toEqual({ ...json, 'retry-after': '30' });
    expect(JSON.stringify(locked.body)).toBe(
      '{"success":false,"error":"TOTP Maximum Failed Attempts Reached [totp-max-attempts]","errorType":"totp-max-attempts",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":0,"retryAt":"2026-01-01T00:00:30.000Z"}}',
    );
    const down = renderDenial(refusals.unavailable);
    expect(down.status).toBe(503);
    expect(down.headers).toEqual({ ...json, 'retry-after': '5' });
    expect(JSON.stringify(down.body)).toBe(
      '{"success":false,"error":"unavailable","errorType":"unavailable"}',
    );
  });

  it('rounds retry-after up, and never sends a negative one', () => {
    const retryAfterAt = (now: number) => renderDenial(refusals.tooMany, { now }).headers['retry-after'];
    expect([
      retryAfterAt(referenceInstant),
      retryAfterAt(referenceInstant + 29_999),
      retryAfterAt(referenceInstant + 30_000),
      retryAfterAt(referenceInstant + 31_000),
    ]).toEqual(['30', '1', '0', '0']);
  });
});

describe('the older shape of login', () => {
  test.each([
    [
      'a required authenticator code',
      refusals.totpRequired,
      401,
      '{"success":false,"status":"error","error":"totp-required","message":"TOTP Required","details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"]}}',
    ],
    [
      'a code that was not accepted',
      refusals.invalid,
      401,
      '{"success":false,"status":"error","error":"totp-invalid","message":"TOTP Invalid","details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":4}}',
    ],
    [
      'a lock',
      refusals.tooMany,
      401,
      '{"success":false,"status":"error","error":"totp-max-attempts","message":"TOTP Maximum Failed Attempts Reached","details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":0,"retryAt":"2026-01-01T00:00:30.000Z"}}',
    ],
    [
      'a disabled factor',
      refusals.disabled,
      403,
      '{"success":false,"status":"error","error":"factor-disabled","message":"Second Factor Disabled","details":{"availableMethods":["email"]}}',
    ],
    [
      'an unknown operation',
      refusals.unknownOperation,
      400,
      '{"success":false,"status":"error","error":"unknown-operation","message":"Unknown Operation"}',
    ],
  ])('%s has this exact response', (_name, denial, status, body) => {
    const rendered = renderDenial(denial, { login: true, now: referenceInstant });
    expect(rendered.status).toBe(status);
    expect(rendered.headers['content-type']).toBe('application/json');
    expect(JSON.stringify(rendered.body)).toBe(body);
  });
});
