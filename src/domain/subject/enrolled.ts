/** Which factors a subject has. @module */

import type { Factor } from '../policy/method.ts';
import type { SubjectRecord } from './subject-record.ts';

type Enrollments = Pick<SubjectRecord, 'totp' | 'email'>;

/**
 * Whether a factor is enrolled.
 *
 * @param automaticEmail the policy enrolls email by itself and the account has a verified address,
 *   so email counts unless the subject switched it off
 */
export function isEnrolled(factor: Factor, enrollments: Enrollments, automaticEmail: boolean): boolean {
  if (factor === 'totp') return enrollments.totp !== undefined;
  return enrollments.email === undefined ? automaticEmail : enrollments.email !== 'opted-out';
}

export function hasFactor(enrollments: Enrollments, automaticEmail: boolean): boolean {
  return isEnrolled('totp', enrollments, automaticEmail) || isEnrolled('email', enrollments, automaticEmail);
}
