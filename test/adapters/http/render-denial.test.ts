/** The contract of every REST rendering: status, headers, and the body to the byte. @module */

import { describe, expect, it, test } from 'vitest';
import { renderDenial, toResponse } from '../../../src/adapters/http/index.ts';
import * as refusals from './denials.ts';

const { AT } = refusals;

describe('renderDenial: the compatible dialect', () => {
  const json = { 'content-type': 'application/json' };

  test.each([
    [
      'required, by an emailed code',
      refusals.emailRequired,
      400,
      '{"success":false,"error":"TOTP Required [totp-required]","errorType":"totp-required",' +
        '"details":{"method":"email","emailOrUsername":"alice","codeGenerated":true,"codeExpires":"2026-01-01T00:00:00.000Z","availableMethods":["totp","email"]}}',
    ],
    [
      'required, while it is too soon for another mail',
      refusals.emailTooSoon,
      400,
      '{"success":false,"error":"TOTP Required [totp-required]","errorType":"totp-required",' +
        '"details":{"method":"email","emailOrUsername":"a***@example.org","codeGenerated":false,"codeExpires":"2026-01-01T00:00:00.000Z","nextCodeAt":"2026-01-01T00:00:00.001Z","availableMethods":["totp","email"]}}',
    ],
    [
      'required, by an authenticator',
      refusals.totpRequired,
      400,
      '{"success":false,"error":"TOTP Required [totp-required]","errorType":"totp-required",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"]}}',
    ],
    [
      'required, by the password',
      refusals.passwordRequired,
      400,
      '{"success":false,"error":"TOTP Required [totp-required]","errorType":"totp-required",' +
        '"details":{"method":"password","codeGenerated":false,"availableMethods":[]}}',
    ],
    [
      'invalid',
      refusals.invalid,
      400,
      '{"success":false,"error":"TOTP Invalid [totp-invalid]","errorType":"totp-invalid",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":4}}',
    ],
    [
      'invalid, and locked by it',
      refusals.invalidAndLocked,
      400,
      '{"success":false,"error":"TOTP Invalid [totp-invalid]","errorType":"totp-invalid",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":0,"retryAt":"2026-01-01T00:00:30.000Z"}}',
    ],
    [
      'factor disabled',
      refusals.disabled,
      403,
      '{"success":false,"error":"factor-disabled","errorType":"factor-disabled","details":{"availableMethods":["email"]}}',
    ],
    [
      'enrollment required',
      refusals.enrollment,
      403,
      '{"success":false,"error":"enrollment-required","errorType":"enrollment-required","details":{"availableMethods":["totp","email"]}}',
    ],
    [
      'access token refused',
      refusals.tokenRefused,
      401,
      '{"success":false,"error":"access-token-refused","errorType":"access-token-refused"}',
    ],
    [
      'unknown operation',
      refusals.unknownOperation,
      400,
      '{"success":false,"error":"unknown-operation","errorType":"unknown-operation"}',
    ],
    [
      'unknown subject',
      refusals.unknownSubject,
      400,
      '{"success":false,"error":"unknown-subject","errorType":"unknown-subject"}',
    ],
    [
      'name taken',
      refusals.managementRefusals[0]!,
      409,
      '{"success":false,"error":"name-taken","errorType":"name-taken"}',
    ],
    [
      'limit reached',
      refusals.managementRefusals[1]!,
      409,
      '{"success":false,"error":"limit-reached","errorType":"limit-reached","details":{"most":50}}',
    ],
    [
      'not found',
      refusals.managementRefusals[2]!,
      404,
      '{"success":false,"error":"not-found","errorType":"not-found"}',
    ],
    [
      'superseded',
      refusals.managementRefusals[3]!,
      409,
      '{"success":false,"error":"superseded","errorType":"superseded"}',
    ],
    [
      'invalid request',
      refusals.managementRefusals[4]!,
      400,
      '{"success":false,"error":"invalid-request","errorType":"invalid-request","details":{"field":"name","problem":"must be 1 to 100 characters"}}',
    ],
  ])('%s', (_name, denial, status, body) => {
    const rendered = renderDenial(denial);
    expect({ ...rendered, body: JSON.stringify(rendered.body) }).toEqual({ status, headers: json, body });
    expect(renderDenial(denial, { dialect: 'compat' })).toEqual(rendered);
  });

  it('says when to come back: attempts spent, and unavailable', () => {
    const spent = renderDenial(refusals.tooMany, { now: AT + 1 });
    expect(spent.status).toBe(400);
    expect(spent.headers).toEqual({ ...json, 'retry-after': '30' });
    expect(JSON.stringify(spent.body)).toBe(
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

  it('rounds retry-after up, and never below zero', () => {
    const after = (now: number) => renderDenial(refusals.tooMany, { now }).headers['retry-after'];
    expect([after(AT), after(AT + 29_999), after(AT + 30_000), after(AT + 31_000)]).toEqual([
      '30',
      '1',
      '0',
      '0',
    ]);
  });
});

describe('renderDenial: the older shape of login', () => {
  test.each([
    [
      refusals.totpRequired,
      401,
      '{"success":false,"status":"error","error":"totp-required","message":"TOTP Required","details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"]}}',
    ],
    [
      refusals.invalid,
      401,
      '{"success":false,"status":"error","error":"totp-invalid","message":"TOTP Invalid","details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":4}}',
    ],
    [
      refusals.tooMany,
      401,
      '{"success":false,"status":"error","error":"totp-max-attempts","message":"TOTP Maximum Failed Attempts Reached","details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":0,"retryAt":"2026-01-01T00:00:30.000Z"}}',
    ],
    [
      refusals.disabled,
      403,
      '{"success":false,"status":"error","error":"factor-disabled","message":"Second Factor Disabled","details":{"availableMethods":["email"]}}',
    ],
    [
      refusals.unknownOperation,
      400,
      '{"success":false,"status":"error","error":"unknown-operation","message":"Unknown Operation"}',
    ],
  ])('%#', (denial, status, body) => {
    const rendered = renderDenial(denial, { login: true, now: AT });
    expect(rendered.status).toBe(status);
    expect(rendered.headers['content-type']).toBe('application/json');
    expect(JSON.stringify(rendered.body)).toBe(body);
  });
});

describe('renderDenial: problem details', () => {
  const problem = { 'content-type': 'application/problem+json' };

  test.each([
    [
      refusals.emailRequired,
      401,
      {
        ...problem,
        'www-authenticate':
          'Bearer error="insufficient_user_authentication", error_description="Repeat the request with a code for the method."',
      },
      '{"type":"urn:second-factor:problem:second-factor-required","title":"Second factor required","status":401,' +
        '"detail":"Repeat the request with a code for the method.","kind":"second-factor-required","method":"email","emailOrUsername":"alice",' +
        '"codeGenerated":true,"codeExpires":"2026-01-01T00:00:00.000Z","availableMethods":["totp","email"]}',
    ],
    [
      refusals.invalid,
      401,
      {
        ...problem,
        'www-authenticate':
          'Bearer error="insufficient_user_authentication", error_description="The code was not accepted. Repeat the request with another one."',
      },
      '{"type":"urn:second-factor:problem:second-factor-invalid","title":"Second factor invalid","status":401,' +
        '"detail":"The code was not accepted. Repeat the request with another one.","kind":"second-factor-invalid","method":"totp",' +
        '"codeGenerated":false,"availableMethods":["totp"],"attemptsLeft":4,"reason":"wrong-code"}',
    ],
    [
      refusals.tooMany,
      429,
      { ...problem, 'retry-after': '30' },
      '{"type":"urn:second-factor:problem:too-many-attempts","title":"Too many attempts","status":429,' +
        '"detail":"No code is compared before retryAt.","kind":"too-many-attempts","method":"totp","codeGenerated":false,' +
        '"availableMethods":["totp"],"attemptsLeft":0,"retryAt":"2026-01-01T00:00:30.000Z"}',
    ],
    [
      refusals.tokenRefused,
      401,
      {
        ...problem,
        'www-authenticate':
          'Bearer error="invalid_token", error_description="The access token does not count here."',
      },
      '{"type":"urn:second-factor:problem:access-token-refused","title":"Access token refused","status":401,' +
        '"detail":"The access token does not count here.","kind":"access-token-refused","reason":"expired"}',
    ],
    [
      refusals.unavailable,
      503,
      { ...problem, 'retry-after': '5' },
      '{"type":"urn:second-factor:problem:unavailable","title":"Temporarily unavailable","status":503,' +
        '"detail":"The request could not be checked. Try again later.","kind":"unavailable"}',
    ],
  ])('%#', (denial, status, headers, body) => {
    const rendered = renderDenial(denial, { dialect: 'problem', now: AT });
    expect({ ...rendered, body: JSON.stringify(rendered.body) }).toEqual({ status, headers, body });
  });

  it('has the statuses of the compatible dialect for all others, and its own status in the body', () => {
    for (const refusal of [
      refusals.disabled,
      refusals.enrollment,
      refusals.unknownOperation,
      refusals.unknownSubject,
      ...refusals.managementRefusals,
    ]) {
      const rendered = renderDenial(refusal, { dialect: 'problem', now: AT });
      expect(rendered.status).toBe(renderDenial(refusal, { now: AT }).status);
      expect(rendered.body).toMatchObject({ status: rendered.status, kind: refusal.kind });
    }
  });
});

describe('renderDenial: every kind in every dialect', () => {
  const dialects = [
    { dialect: 'compat' },
    { dialect: 'compat', login: true },
    { dialect: 'problem' },
  ] as const;
  const all = refusals.everyRefusal.flatMap((refusal) => dialects.map((options) => ({ refusal, options })));

  test.each(all)('$refusal.kind, $options: neither trace nor subject', ({ refusal, options }) => {
    const rendered = renderDenial(refusal, { ...options, now: AT });
    expect(JSON.stringify(rendered)).not.toMatch(/hidden|trace|storage/);
    expect(rendered.status).toBeGreaterThanOrEqual(400);
  });

  test.each(all)('$refusal.kind, $options: toResponse says the same', async ({ refusal, options }) => {
    const rendered = renderDenial(refusal, { ...options, now: AT });
    const response = toResponse(refusal, { ...options, now: AT });
    expect(response.status).toBe(rendered.status);
    expect(Object.fromEntries(response.headers)).toEqual(rendered.headers);
    expect(await response.text()).toBe(JSON.stringify(rendered.body));
  });
});
