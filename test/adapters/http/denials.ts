/**
 * One refusal of each kind, for tests of every rendering. Each has a subject, an operation and a
 * trace, which must never be rendered.
 *
 * @module
 */

import type { Denial, ManagementRefusal } from '../../../src/index.ts';

/** 2026-01-01T00:00:00.000Z */
export const referenceInstant: number = Date.UTC(2026, 0, 1);

const hidden = {
  subject: 'hidden-subject',
  operation: 'hidden-operation',
  trace: [{ step: 'operation', result: 'hidden-trace' }],
} as const;

export const totpRequired: Denial = {
  kind: 'second-factor-required',
  ...hidden,
  method: 'totp',
  availableMethods: ['totp'],
  attemptsLeft: 5,
};

export const emailRequired: Denial = {
  kind: 'second-factor-required',
  ...hidden,
  method: 'email',
  availableMethods: ['totp', 'email'],
  attemptsLeft: 5,
  email: { codeGenerated: true, codeExpires: referenceInstant, emailOrUsername: 'alice' },
};

export const emailTooSoon: Denial = {
  ...emailRequired,
  email: {
    codeGenerated: false,
    codeExpires: referenceInstant,
    nextCodeAt: referenceInstant + 1,
    emailOrUsername: 'a***@example.org',
  },
};

export const passwordRequired: Denial = {
  kind: 'second-factor-required',
  ...hidden,
  method: 'password',
  availableMethods: [],
  attemptsLeft: 5,
};

export const invalid: Denial = {
  kind: 'second-factor-invalid',
  reason: 'wrong-code',
  ...hidden,
  method: 'totp',
  availableMethods: ['totp'],
  attemptsLeft: 4,
};

export const alreadyUsed: Denial = { ...invalid, reason: 'code-already-used', attemptsLeft: 5 };
export const invalidAndLocked: Denial = { ...invalid, attemptsLeft: 0, retryAt: referenceInstant + 30_000 };

export const tooMany: Denial = {
  kind: 'too-many-attempts',
  ...hidden,
  method: 'totp',
  availableMethods: ['totp'],
  attemptsLeft: 0,
  retryAt: referenceInstant + 30_000,
};

export const disabled: Denial = {
  kind: 'factor-disabled',
  ...hidden,
  method: 'totp',
  availableMethods: ['email'],
};

export const enrollment: Denial = {
  kind: 'enrollment-required',
  ...hidden,
  availableMethods: ['totp', 'email'],
};

export const signInAgain: Denial = { ...enrollment, reason: 'sign-in-again' };

export const tokenRefused: Denial = { kind: 'access-token-refused', ...hidden, reason: 'expired' };

export const unknownOperation: Denial = { kind: 'unknown-operation', ...hidden };

export const unknownSubject: Denial = { kind: 'unknown-subject', ...hidden };

export const unavailable: Denial = { kind: 'unavailable', port: 'storage', ...hidden };

export const managementRefusals: readonly ManagementRefusal[] = [
  { kind: 'name-taken' },
  { kind: 'limit-reached', most: 50 },
  { kind: 'not-found' },
  { kind: 'superseded' },
  { kind: 'invalid-request', field: 'name', problem: 'must be 1 to 100 characters' },
];

/** Each kind once. */
export const everyRefusal: readonly (Denial | ManagementRefusal)[] = [
  totpRequired,
  invalid,
  alreadyUsed,
  tooMany,
  disabled,
  enrollment,
  tokenRefused,
  unknownOperation,
  unknownSubject,
  unavailable,
  ...managementRefusals,
];

/** What no call of the library returns, but a host may pass to a renderer. */
export const oddRefusals: readonly (readonly [name: string, refusal: unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['a string', 'unavailable'],
  ['a refusal without a kind', {}],
  ['a refusal of an unknown kind', { kind: 'refused' }],
  ['a refusal of an inherited name', { kind: 'toString' }],
  ['a refusal whose kind is a list', { kind: ['not-found'] }],
  ['a refusal without retryAt', { ...tooMany, retryAt: undefined }],
  ['a refusal with retryAt NaN', { ...tooMany, retryAt: Number.NaN }],
  ['a refusal with a retryAt beyond every date', { ...tooMany, retryAt: 8.64e15 + 1 }],
  ['a refusal with a text as retryAt', { ...tooMany, retryAt: '2026-01-01' }],
  [
    'a refusal with codeExpires NaN',
    { ...emailRequired, email: { codeGenerated: true, codeExpires: Number.NaN } },
  ],
  [
    'a refusal with nextCodeAt NaN',
    { ...emailRequired, email: { codeGenerated: true, nextCodeAt: Number.NaN } },
  ],
];
