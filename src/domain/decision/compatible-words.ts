/**
 * A refusal in the compatible dialect, which REST and DDP share: machine code, text and details.
 * @module
 */

import type { Instant } from '../base/instant.ts';
import type {
  ChallengeDetails,
  Denial,
  EnrollmentRequired,
  ManagementRefusal,
  TooManyAttempts,
} from './denial.ts';

/** Anything the library refuses with. */
export type Refusal = Denial | ManagementRefusal;

/** One refusal as existing callers know it. */
export interface CompatibleWords {
  /**
   * The machine code: `totp-required`, `totp-invalid` or `totp-max-attempts` for any method, else
   * the kind.
   */
  readonly code: string;
  /** The text for a person. */
  readonly text: string;
  /**
   * What the caller needs to act, its members in fixed order; absent without details. Never the
   * trace.
   */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Whether a value of the host can be rendered: its kind is known, and its instants are dates. */
export function isRefusal(value: unknown): value is Refusal {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, retryAt, email } = value as Partial<TooManyAttempts>;
  if (typeof kind !== 'string' || !Object.hasOwn(words, kind)) return false;
  return (
    [retryAt, email?.codeExpires, email?.nextCodeAt].every((at) => at === undefined || isDate(at)) &&
    (kind !== 'too-many-attempts' || retryAt !== undefined)
  );
}

/** @param spell writes an instant as the wire needs it */
export function compatibleWords(refusal: Refusal, spell: (at: Instant) => string): CompatibleWords {
  const [code, text] = words[refusal.kind];
  const details = detailsOf(refusal, spell);
  return details === undefined ? { code, text } : { code, text, details };
}

/**
 * The details of a challenge, in the order that existing callers know. `emailOrUsername` and the
 * two instants belong to an emailed code; `attemptsLeft` and `retryAt` appear once something was
 * presented.
 */
export function challengeMembers(
  denial: ChallengeDetails & { readonly kind: Denial['kind'] },
  spell: (at: Instant) => string,
): Readonly<Record<string, unknown>> {
  const { method, email, availableMethods, attemptsLeft, retryAt } = denial;
  const presented = denial.kind !== 'second-factor-required';
  return {
    method,
    ...(email?.emailOrUsername === undefined ? {} : { emailOrUsername: email.emailOrUsername }),
    codeGenerated: email?.codeGenerated ?? false,
    ...(email?.codeExpires === undefined ? {} : { codeExpires: spell(email.codeExpires) }),
    ...(email?.nextCodeAt === undefined ? {} : { nextCodeAt: spell(email.nextCodeAt) }),
    availableMethods,
    ...(presented ? { attemptsLeft } : {}),
    ...(presented && retryAt !== undefined ? { retryAt: spell(retryAt) } : {}),
  };
}

/** What to enroll, and whether to sign in again instead. */
export function enrollmentMembers({
  availableMethods,
  reason,
}: EnrollmentRequired): Readonly<Record<string, unknown>> {
  return reason === undefined ? { availableMethods } : { availableMethods, reason };
}

const words = {
  'second-factor-required': ['totp-required', 'TOTP Required'],
  'second-factor-invalid': ['totp-invalid', 'TOTP Invalid'],
  'too-many-attempts': ['totp-max-attempts', 'TOTP Maximum Failed Attempts Reached'],
  'factor-disabled': ['factor-disabled', 'Second Factor Disabled'],
  'enrollment-required': ['enrollment-required', 'Second Factor Enrollment Required'],
  'access-token-refused': ['access-token-refused', 'Access Token Refused'],
  'unknown-operation': ['unknown-operation', 'Unknown Operation'],
  'unknown-subject': ['unknown-subject', 'Unknown Subject'],
  unavailable: ['unavailable', 'Temporarily Unavailable'],
  'name-taken': ['name-taken', 'Name Taken'],
  'limit-reached': ['limit-reached', 'Limit Reached'],
  'not-found': ['not-found', 'Not Found'],
  superseded: ['superseded', 'Account Changed Meanwhile'],
  'invalid-request': ['invalid-request', 'Invalid Request'],
} as const satisfies Readonly<Record<Refusal['kind'], readonly [code: string, text: string]>>;

/** The instants that a date can be made of (ECMA-262 §21.4.1.1). */
function isDate(at: unknown): boolean {
  return typeof at === 'number' && Math.abs(at) <= 8.64e15;
}

function detailsOf(
  refusal: Refusal,
  spell: (at: Instant) => string,
): Readonly<Record<string, unknown>> | undefined {
  switch (refusal.kind) {
    case 'second-factor-required':
    case 'too-many-attempts':
      return challengeMembers(refusal, spell);
    case 'second-factor-invalid': {
      // The bytes of the older reasons are fixed: existing callers know them without a reason.
      const { reason } = refusal;
      const members = challengeMembers(refusal, spell);
      return reason === 'code-already-used' ? { ...members, reason } : members;
    }
    case 'factor-disabled':
      return { availableMethods: refusal.availableMethods };
    case 'enrollment-required':
      return enrollmentMembers(refusal);
    case 'limit-reached':
      return { most: refusal.most };
    case 'invalid-request':
      return { field: refusal.field, problem: refusal.problem };
    case 'access-token-refused':
    case 'unknown-operation':
    case 'unknown-subject':
    case 'unavailable':
    case 'name-taken':
    case 'not-found':
    case 'superseded':
      return undefined;
  }
}
