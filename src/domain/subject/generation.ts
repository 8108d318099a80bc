/** Where the generation of a subject begins, and when an input still fits it (P11, P26). @module */

import type { Change } from './change.ts';
import type { AttemptId, SubjectRecord } from './subject-record.ts';

export interface BeginInput {
  readonly attemptId: AttemptId;
}

/**
 * The generation of a record that this attempt makes: 1 to 2^31 − 1, and different for nearly every
 * attempt. Nothing in flight from before a `forget` fits the record that comes after it.
 */
export function firstGeneration(attemptId: AttemptId): number {
  // FNV-1a over the UTF-16 units, without its lowest bit.
  let hash = 0x811c_9dc5;
  for (let index = 0; index < attemptId.length; index++)
    hash = Math.imul(hash ^ attemptId.charCodeAt(index), 0x0100_0193);
  return hash >>> 1 || 1;
}

/**
 * Gives an absent record its first generation, to which a change can be bound: what was permitted
 * without a record would fit the record of the next owner of the id (P26).
 */
export function begin(record: SubjectRecord, { attemptId }: BeginInput): Change<'begun'> {
  return { record: begun(record, attemptId), outcome: 'begun' };
}

/** The record with a generation: a verb that needs no permission begins an absent record. */
export function begun(record: SubjectRecord, attemptId: AttemptId): SubjectRecord {
  return record.generation === 0 ? { ...record, generation: firstGeneration(attemptId) } : record;
}

/** The generation after a change. */
export function nextGeneration({ generation }: SubjectRecord, attemptId: AttemptId): number {
  return generation === 0 ? firstGeneration(attemptId) : generation + 1;
}

/**
 * Whether nothing changed since the generation that a call saw. Generation 0 is that of an absent
 * record, and nothing is bound to it (P26).
 */
export function isCurrent(record: SubjectRecord, generation: number): boolean {
  return generation > 0 && record.generation === generation;
}
