/** RFC 9457 problem details to the byte: status, headers and body. @module */

import { describe, expect, it, test } from 'vitest';
import { renderDenial } from '../../../src/adapters/http/index.ts';
import * as refusals from './denials.ts';

const { referenceInstant } = refusals;

describe('problem details', () => {
  const problem = { 'content-type': 'application/problem+json' };

  test.each([
    [
      'a required emailed code',
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
      'a code that was not accepted',
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
      'a lock',
      refusals.tooMany,
      429,
      { ...problem, 'retry-after': '30' },
      '{"type":"urn:second-factor:problem:too-many-attempts","title":"Too many attempts","status":429,' +
        '"detail":"No code is compared before retryAt.","kind":"too-many-attempts","method":"totp","codeGenerated":false,' +
        '"availableMethods":["totp"],"attemptsLeft":0,"retryAt":"2026-01-01T00:00:30.000Z"}',
    ],
    [
      'a session that is not fresh',
      refusals.signInAgain,
      403,
      problem,
      '{"type":"urn:second-factor:problem:enrollment-required","title":"Enrollment required","status":403,' +
        '"detail":"Enroll one of the available methods first, or sign in again if the reason says so.",' +
        '"kind":"enrollment-required","availableMethods":["totp","email"],"reason":"sign-in-again"}',
    ],
    [
      'a refused access token',
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
      'an unavailable port',
      refusals.unavailable,
      503,
      { ...problem, 'retry-after': '5' },
      '{"type":"urn:second-factor:problem:unavailable","title":"Temporarily unavailable","status":503,' +
        '"detail":"The request could not be checked. Try again later.","kind":"unavailable"}',
    ],
  ])('%s has this exact response', (_name, denial, status, headers, body) => {
    const rendered = renderDenial(denial, { dialect: 'problem', now: referenceInstant });
    expect({ ...rendered, body: JSON.stringify(rendered.body) }).toEqual({ status, headers, body });
  });

  it('uses the statuses of the compatible dialect for all other kinds, and repeats them in the body', () => {
    for (const refusal of [
      refusals.disabled,
      refusals.enrollment,
      refusals.unknownOperation,
      refusals.unknownSubject,
      ...refusals.managementRefusals,
    ]) {
      const rendered = renderDenial(refusal, { dialect: 'problem', now: referenceInstant });
      expect(rendered.status).toBe(renderDenial(refusal, { now: referenceInstant }).status);
      expect(rendered.body).toMatchObject({ status: rendered.status, kind: refusal.kind });
    }
  });
});
