/** The methods that can answer a challenge, and which of them are factors. @module */

/** A method that a subject enrolls: an authenticator app, or codes by email. */
export type Factor = 'totp' | 'email';

/** Anything that can answer a challenge. A recovery code stands in for any factor; a password only where there is none. */
export type Method = Factor | 'recovery-code' | 'password';

/** The factors in the order in which they are preferred by default. */
export const factors: readonly Factor[] = ['totp', 'email'];

/** Every method, for readers that must check a word from outside. */
export const methods: readonly Method[] = ['totp', 'email', 'recovery-code', 'password'];

export function isMethod(word: unknown): word is Method {
  return methods.includes(word as Method);
}

export function isFactor(word: unknown): word is Factor {
  return factors.includes(word as Factor);
}
