/** Giving attempts back, for a help desk (P4). @module */

import { type Change, clearFailures } from './change.ts';
import type { AttemptScope, SubjectRecord } from './subject-record.ts';

/**
 * Clears failures, locks and disabled states of every scope and nothing else: generation, factors
 * and trust stay. The attempts charged stay known, so that a repeated charge counts once.
 */
export function unlock(record: SubjectRecord): Change<'unlocked'> {
  const scopes = Object.keys(record.attempts) as AttemptScope[];
  return {
    record: scopes.reduce<SubjectRecord>((cleared, scope) => clearFailures(cleared, scope), record),
    outcome: 'unlocked',
  };
}
