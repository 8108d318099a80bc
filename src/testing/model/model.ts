/** The pure model of a storage: applies the domain's verbs, one call at a time. @module */

import type { Change } from '../../domain/subject/change.ts';
import { type CountedMail, type SubjectRecord, emptyRecord } from '../../domain/subject/subject-record.ts';
import type { SubjectVerbName, SubjectVerbs } from '../../domain/subject/verb-types.ts';
import { recipientVerbs, subjectVerbs } from '../../domain/subject/verbs.ts';
import type { StorageCall } from '../seam/storage-call.ts';

/** What the model holds for one subject or recipient. */
export interface Remembered {
  readonly record: SubjectRecord;
  readonly mails: readonly CountedMail[];
}

/** The model before the first call. */
export const nothing: Remembered = Object.freeze({ record: emptyRecord, mails: [] });

/** The pure function of each verb that changes or reads a subject's record. */
export type SubjectRules = { readonly [Name in SubjectVerbName]: SubjectVerbs[Name]['apply'] };

/** The pure functions of the domain. */
export const subjectRules: SubjectRules = Object.freeze(
  Object.fromEntries(Object.entries(subjectVerbs).map(([name, { apply }]) => [name, apply])),
) as SubjectRules;

/** Applies one call to what the model holds for its subject or recipient. */
export function applyCall(
  before: Remembered,
  call: StorageCall,
): { readonly after: Remembered; readonly outcome: unknown } {
  if (call.verb === 'countMail') {
    const { record: mails, outcome } = recipientVerbs.countMail.apply(before.mails, call.args[1]);
    return { after: { ...before, mails }, outcome };
  }
  const rule = subjectRules[call.verb] as (record: SubjectRecord, input: unknown) => Change<unknown>;
  const { record, outcome } = rule(before.record, call.args[1]);
  return { after: { ...before, record }, outcome };
}
