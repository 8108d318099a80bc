/** The record of a subject that has none yet (P26). @module */

import { type Result, err } from 'neverthrow';
import type { Unavailable } from '../../domain/decision/denial.ts';
import { callStorage } from './call-port.ts';
import type { SubjectCall } from './call.ts';
import { freshId } from './fresh-ids.ts';

/**
 * Gives the subject a generation, to which a change can be bound. Account and state must be read
 * again afterwards: what was read before may be about an owner of the id who has left since.
 */
export async function beginRecord(call: SubjectCall): Promise<Result<'begun', Unavailable>> {
  const attemptId = freshId(call);
  if (attemptId.isErr()) return err(attemptId.error);
  return callStorage(call, 'begin', call.subjectTag, { attemptId: attemptId.value });
}
