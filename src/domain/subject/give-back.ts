/** Giving a charge back: an attempt that was no guess is in no budget (P4). @module */

import { type Change, withAttempts } from './change.ts';
import type { AttemptId, AttemptScope, Attempts, SubjectRecord } from './subject-record.ts';

export interface RefundInput {
  /** The attempt that was charged and not compared. */
  readonly attemptId: AttemptId;
  readonly method: AttemptScope;
}

/** The attempt was charged, but what it would be compared with could not be read. */
export function refund(record: SubjectRecord, { attemptId, method }: RefundInput): Change<'refunded'> {
  return { record: giveBack(record, method, attemptId), outcome: 'refunded' };
}

/** The record without the charge of that attempt. */
export function giveBack(record: SubjectRecord, scope: AttemptScope, attemptId: AttemptId): SubjectRecord {
  const attempts = record.attempts[scope];
  if (attempts === undefined) return record;
  const without = withoutCharge(attempts, attemptId);
  return without === attempts ? record : withAttempts(record, scope, without);
}

/**
 * Whether the charge of that attempt is still counted: no success has cleared it, and it was not
 * given back. Each charge is counted in `failures`, the latest first, so those are whose place is
 * among them.
 */
export function isCounted(attempts: Attempts | undefined, attemptId: AttemptId): boolean {
  const place = attempts?.recent.indexOf(attemptId) ?? -1;
  return attempts !== undefined && place >= 0 && place < attempts.failures;
}

/**
 * The same attempts if the charge is no longer counted. Otherwise one attempt could give back
 * another (P3).
 */
export function withoutCharge(attempts: Attempts, attemptId: AttemptId): Attempts {
  if (!isCounted(attempts, attemptId)) return attempts;
  const { failures, lockedUntil, recent } = attempts;
  const place = recent.indexOf(attemptId);
  return {
    failures: failures - 1,
    // A charge is only made without a lock, so the latest one has set the lock that holds.
    lockedUntil: place === 0 ? 0 : lockedUntil,
    recent: recent.toSpliced(place, 1),
  };
}
