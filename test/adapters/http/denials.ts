/** One refusal of each kind, for tests of every rendering: with subject, operation and trace, which nothing may render. @module */

import type { Denial, ManagementRefusal } from '../../../src/index.ts';

/** 2026-01-01T00:00:00.000Z */
export const AT: number = Date.UTC(2026, 0, 1);

const about = {
  subject: 'hidden-subject',
  operation: 'hidden-operation',
  trace: [{ step: 'operation', result: 'hidden-trace' }],
} as const;

export const totpRequired: Denial = {
  kind: 'second-factor-required',
  ...about,
  method: 'totp',
  availableMethods: ['totp'],
  attemptsLeft: 5,
};

export const emailRequired: Denial = {
  kind: 'second-factor-required',
  ...about,
  method: 'email',
  availableMethods: ['totp', 'email'],
  attemptsLeft: 5,
  email: { codeGenerated: true, codeExpires: AT, emailOrUsername: 'alice' },
};

export const emailTooSoon: Denial = {
  ...emailRequired,
  email: { codeGenerated: false, codeExpires: AT, nextCodeAt: AT + 1, emailOrUsername: 'a***@example.org' },
};

export const passwordRequired: Denial = {
  kind: 'second-factor-required',
  ...about,
  method: 'password',
  availableMethods: [],
  attemptsLeft: 5,
};

export const invalid: Denial = {
  kind: 'second-factor-invalid',
  reason: 'wrong-code',
  ...about,
  method: 'totp',
  availableMethods: ['totp'],
  attemptsLeft: 4,
};

export const invalidAndLocked: Denial = { ...invalid, attemptsLeft: 0, retryAt: AT + 30_000 };

export const tooMany: Denial = {
  kind: 'too-many-attempts',
  ...about,
  method: 'totp',
  availableMethods: ['totp'],
  attemptsLeft: 0,
  retryAt: AT + 30_000,
};

export const disabled: Denial = {
  kind: 'factor-disabled',
  ...about,
  method: 'totp',
  availableMethods: ['email'],
};

export const enrollment: Denial = {
  kind: 'enrollment-required',
  ...about,
  availableMethods: ['totp', 'email'],
};

export const tokenRefused: Denial = { kind: 'access-token-refused', ...about, reason: 'expired' };

export const unknownOperation: Denial = { kind: 'unknown-operation', ...about };

export const unknownSubject: Denial = { kind: 'unknown-subject', ...about };

export const unavailable: Denial = { kind: 'unavailable', port: 'storage', ...about };

export const managementRefusals: readonly ManagementRefusal[] = [
  { kind: 'name-taken' },
  { kind: 'limit-reached', most: 50 },
  { kind: 'not-found' },
  { kind: 'superseded' },
  { kind: 'invalid-request', field: 'name', problem: 'must be 1 to 100 characters' },
];

/** Every kind once. */
export const everyRefusal: readonly (Denial | ManagementRefusal)[] = [
  totpRequired,
  invalid,
  tooMany,
  disabled,
  enrollment,
  tokenRefused,
  unknownOperation,
  unknownSubject,
  unavailable,
  ...managementRefusals,
];
