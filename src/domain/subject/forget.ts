/** Erasing a subject, for a deleted account (P26). @module */

import type { Change } from './change.ts';
import { type SubjectRecord, emptyRecord } from './subject-record.ts';

/**
 * Nothing is left, not even the generation and the counted mails: the next owner of the id begins
 * as somebody who was never there. Everything that was ever stored has a generation.
 */
export function forget(record: SubjectRecord): Change<'erased' | 'absent'> {
  return { record: emptyRecord, outcome: record.generation === 0 ? 'absent' : 'erased' };
}
