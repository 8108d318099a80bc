/**
 * The pure model of a storage: the domain's own verbs over records, one call after the other.
 * @module
 */

import { deepFreeze } from '../../domain/base/deep-freeze.ts';
import type { DeploymentMark } from '../../domain/keys/keyed-names.ts';
import type { Change } from '../../domain/subject/change.ts';
import { type CountedMail, type SubjectRecord, emptyRecord } from '../../domain/subject/subject-record.ts';
import type { SubjectVerbName, SubjectVerbs } from '../../domain/subject/verb-types.ts';
import { deploymentVerbs, recipientVerbs, subjectVerbs } from '../../domain/subject/verbs.ts';
import type { StorageCall } from '../seam/storage-call.ts';

/** What a model remembers of one subject or recipient, or of the storage as a whole. */
export interface Remembered {
  readonly record: SubjectRecord;
  readonly mails: readonly CountedMail[];
  readonly mark: DeploymentMark | undefined;
}

/** Nothing. */
export const nothing: Remembered = deepFreeze({ record: emptyRecord, mails: [], mark: undefined });

/** What each verb about one subject does to its record. */
export type SubjectRules = { readonly [Name in SubjectVerbName]: SubjectVerbs[Name]['apply'] };

/** The rules as the domain states them. */
export const subjectRules: SubjectRules = Object.freeze(
  Object.fromEntries(Object.entries(subjectVerbs).map(([name, { apply }]) => [name, apply])),
) as SubjectRules;

/** Applies one call to what is remembered of what it is about. */
export function applyCall(
  remembered: Remembered,
  call: StorageCall,
): { readonly after: Remembered; readonly outcome: unknown } {
  if (call.verb === 'countMail') {
    const { record: mails, outcome } = recipientVerbs.countMail.apply(remembered.mails, call.args[1]);
    return { after: { ...remembered, mails }, outcome };
  }
  if (call.verb === 'recognize') {
    const { record: mark, outcome } = deploymentVerbs.recognize.apply(remembered.mark, call.args[0]);
    return { after: { ...remembered, mark }, outcome };
  }
  const rule = subjectRules[call.verb] as (record: SubjectRecord, input: unknown) => Change<unknown>;
  const { record, outcome } = rule(remembered.record, call.args[1]);
  return { after: { ...remembered, record }, outcome };
}
