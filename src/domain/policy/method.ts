/** The methods that a challenge may ask for, and which of them are factors. @module */

import { deepFreeze } from '../base/deep-freeze.ts';

/** A method that a subject enrolls: an authenticator app, or codes by email. */
export type Factor = 'totp' | 'email';

/**
 * Anything that a challenge accepts. A recovery code stands in for any factor, a password only
 * without any factor.
 */
export type Method = Factor | 'recovery-code' | 'password';

/** The factors in the order in which they are preferred by default. */
export const factors: readonly Factor[] = deepFreeze(['totp', 'email']);

/** Every method, to check input with. */
export const methods: readonly Method[] = deepFreeze(['totp', 'email', 'recovery-code', 'password']);

export function isMethod(value: unknown): value is Method {
  return methods.includes(value as Method);
}

export function isFactor(value: unknown): value is Factor {
  return factors.includes(value as Factor);
}
