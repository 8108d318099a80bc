/** Erasing a subject, for a deleted account (P26). @module */

import type { Change } from './change.ts';
import { type SubjectRecord, emptyRecord } from './subject-record.ts';

/**
 * Nothing is left, not even the generation and the counted mails: the next owner of the id begins
 * as somebody who was never there. So it may be repeated.
 */
export function forget(_record: SubjectRecord): Change<'erased'> {
  return { record: emptyRecord, outcome: 'erased' };
}
