/** The arguments by which a script knows the attempt. @module */

import { firstGeneration } from '../../../domain/subject/generation.ts';
import type { AttemptId } from '../../../domain/subject/subject-record.ts';
import { encodeNumber, encodeText } from '../field-kinds.ts';

/** The attempt, and the generation of a record that it makes. */
export function encodeAttempt(attemptId: AttemptId): { readonly attempt: string; readonly first: string } {
  return { attempt: encodeText(attemptId), first: encodeFirst(attemptId) };
}

/** The generation of a record that the attempt makes. */
export function encodeFirst(attemptId: AttemptId): string {
  return encodeNumber(firstGeneration(attemptId));
}
