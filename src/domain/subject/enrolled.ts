/** Which factors a subject has. @module */

import type { Factor } from '../policy/method.ts';
import type { SubjectRecord, SubjectState } from './subject-record.ts';

type Enrolments = Pick<SubjectRecord | SubjectState, 'totp' | 'email'>;

/**
 * Whether a factor is enrolled. `automaticEmail`: the policy enrols email by itself and the account has a verified
 * address, so email counts unless the subject switched it off.
 */
export function isEnrolled(factor: Factor, enrolments: Enrolments, automaticEmail: boolean): boolean {
  if (factor === 'totp') return enrolments.totp !== undefined;
  return enrolments.email === undefined ? automaticEmail : enrolments.email !== 'opted-out';
}

export function hasFactor(enrolments: Enrolments, automaticEmail: boolean): boolean {
  return isEnrolled('totp', enrolments, automaticEmail) || isEnrolled('email', enrolments, automaticEmail);
}
