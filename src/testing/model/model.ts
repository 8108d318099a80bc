/** The pure model of a storage: the domain's own functions over records, one call after the other. @module */

import { type Change, charge } from '../../domain/subject/charge.ts';
import { emptyRecord } from '../../domain/subject/empty-record.ts';
import * as changes from '../../domain/subject/factor-changes.ts';
import { issueEmailCode, withdrawEmailCode } from '../../domain/subject/issue-email-code.ts';
import { countOne, nextMailAt, seenMails } from '../../domain/subject/mail-limits.ts';
import { settle } from '../../domain/subject/settle.ts';
import { type CountedMail, type SubjectRecord, stateOf } from '../../domain/subject/subject-record.ts';
import { findToken, insertToken, replaceToken, revokeToken } from '../../domain/subject/token-changes.ts';
import type { CountMailInput, Storage } from '../../ports/storage.ts';
import type { StorageCall, StorageVerb } from '../seam/storage-call.ts';

/** The verbs that are about one subject; `countMail` alone is about a recipient. */
export type SubjectVerb = Exclude<StorageVerb, 'countMail'>;

type WithoutTag<Args extends readonly unknown[]> = Args extends readonly [unknown, ...infer Rest] ? Rest : [];

/** What every verb does to a record, as pure functions. */
export type SubjectRules = {
  readonly [Verb in SubjectVerb]: (
    record: SubjectRecord,
    ...args: WithoutTag<Parameters<Storage[Verb]>>
  ) => Change<Awaited<ReturnType<Storage[Verb]>>>;
};

/** The rules as the domain states them. */
export const subjectRules: SubjectRules = Object.freeze<SubjectRules>({
  load: (record, query) => ({ record, outcome: stateOf(record, query) }),
  charge,
  settle,
  beginEnrollment: changes.beginEnrollment,
  confirmEnrollment: changes.confirmEnrollment,
  enableEmail: changes.enableEmail,
  removeFactor: changes.removeFactor,
  replaceRecoveryCodes: changes.replaceRecoveryCodes,
  raiseGeneration: changes.raiseGeneration,
  reset: changes.reset,
  issueEmailCode,
  withdrawEmailCode,
  listTrusted: (record) => ({ record, outcome: record.trusted }),
  revokeTrusted: changes.revokeTrusted,
  revokeAllTrusted: (record) => ({ record: { ...record, trusted: [] }, outcome: 'revoked' }),
  insertToken,
  replaceToken,
  revokeToken,
  revokeAllTokens: (record) => ({ record: { ...record, tokens: new Map() }, outcome: 'revoked' }),
  findToken,
  listTokens: (record) => ({ record, outcome: [...record.tokens.values()] }),
});

/** What `countMail` does to the mails of one recipient. */
export function countMail(
  mails: readonly CountedMail[],
  { attemptId, at, limits }: CountMailInput,
): { readonly mails: readonly CountedMail[]; readonly answer: 'counted' | 'capped' } {
  if (mails.some((mail) => mail.by === attemptId)) return { mails, answer: 'counted' };
  if (at < nextMailAt(mails, limits, at)) return { mails: seenMails(mails, at), answer: 'capped' };
  return { mails: countOne(mails, limits, at, attemptId), answer: 'counted' };
}

/** What a model remembers of one subject or recipient. */
export interface Remembered {
  readonly record: SubjectRecord;
  readonly mails: readonly CountedMail[];
}

/** Nothing. */
export const nothing: Remembered = Object.freeze({ record: emptyRecord, mails: [] });

/** One call, applied to what is remembered of the subject or recipient that it is about. */
export function applyCall(
  remembered: Remembered,
  call: StorageCall,
): { readonly after: Remembered; readonly answer: unknown } {
  if (call.verb === 'countMail') {
    const { mails, answer } = countMail(remembered.mails, call.args[1]);
    return { after: { ...remembered, mails }, answer };
  }
  const rule = subjectRules[call.verb] as (record: SubjectRecord, ...args: unknown[]) => Change<unknown>;
  const { record, outcome: answer } = rule(remembered.record, ...call.args.slice(1));
  return { after: { ...remembered, record }, answer };
}
