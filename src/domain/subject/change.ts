/** What a storage verb makes of a record, and the steps that several verbs share. @module */

import { deepFreeze } from '../base/deep-freeze.ts';
import type { AttemptScope, Attempts, SubjectRecord } from './subject-record.ts';

/**
 * The record after a verb, and the verb's outcome. A verb that changes nothing returns the same
 * record.
 */
export interface Change<Outcome, Stored = SubjectRecord> {
  readonly record: Stored;
  readonly outcome: Outcome;
}

/** No failures, no lock, no attempt charged. */
export const noAttempts: Attempts = deepFreeze({ failures: 0, lockedUntil: 0, recent: [] });

/** The record with other attempts for one scope. */
export function withAttempts(record: SubjectRecord, scope: AttemptScope, attempts: Attempts): SubjectRecord {
  return { ...record, attempts: { ...record.attempts, [scope]: attempts } };
}

/** The record without failures in one scope. The attempts charged there stay known. */
export function clearFailures(record: SubjectRecord, scope: AttemptScope): SubjectRecord {
  const attempts = record.attempts[scope];
  return attempts === undefined
    ? record
    : withAttempts(record, scope, { ...noAttempts, recent: attempts.recent });
}
