/**
 * Issuing the one emailed code of a subject: the limits are judged and taken in the same step (P7,
 * P8).
 * @module
 */

import { type Instant, isLive } from '../base/instant.ts';
import type { Change } from './change.ts';
import { begun, isCurrent } from './generation.ts';
import { type MailLimit, countOne, nextMailAt, seenMails } from './mail-limits.ts';
import type { AttemptId, EmailCode, SubjectRecord } from './subject-record.ts';

export interface IssueEmailCodeInput {
  readonly attemptId: AttemptId;
  readonly at: Instant;
  /** The generation at which the code was found to be due. */
  readonly generation: number;
  readonly code: Omit<EmailCode, 'issuedBy' | 'spentBy'>;
  readonly limits: readonly MailLimit[];
}

/** `nextCodeAt`: the first instant at which another code may be issued. */
export type IssueOutcome =
  | { readonly kind: 'issued'; readonly nextCodeAt: Instant }
  | { readonly kind: 'too-soon'; readonly nextCodeAt: Instant }
  | { readonly kind: 'superseded' };

export interface WithdrawEmailCodeInput {
  /** The call that issued the code. */
  readonly attemptId: AttemptId;
  /** The cooldown to give back, in milliseconds. The mail still counts towards the caps. */
  readonly releaseMs: number;
}

/**
 * A new code replaces the live one, which is kept until the new one has been sent. Failures stay
 * counted (P4).
 */
export function issueEmailCode(record: SubjectRecord, input: IssueEmailCodeInput): Change<IssueOutcome> {
  const { attemptId, at, limits } = input;
  const nextCodeAt = nextMailAt(record.mails, limits, at);
  if (record.emailCode?.issuedBy === attemptId) return { record, outcome: { kind: 'issued', nextCodeAt } };
  if (!isDueStill(record, input.generation)) return { record, outcome: { kind: 'superseded' } };
  if (at < nextCodeAt) {
    const mails = seenMails(record.mails, at);
    const kept = mails === record.mails ? record : { ...record, mails };
    return { record: kept, outcome: { kind: 'too-soon', nextCodeAt } };
  }
  const mails = countOne(record.mails, limits, at, attemptId);
  const emailCode = { ...input.code, issuedBy: attemptId };
  const isUsable = record.emailCode?.spentBy === undefined && isLive(record.emailCode, at);
  const replacedCode = isUsable ? record.emailCode : undefined;
  return {
    record: { ...begun(record, attemptId), emailCode, replacedCode, mails },
    outcome: { kind: 'issued', nextCodeAt: nextMailAt(mails, limits, at) },
  };
}

/**
 * A code that was found to be due without a record fits a record that never changed. It is bound to
 * the addresses that it goes to, so it proves nothing about those of a next owner of the id (P26).
 */
function isDueStill(record: SubjectRecord, generation: number): boolean {
  return isCurrent(record, generation) || (generation === 0 && record.changedBy === '');
}

/**
 * Takes back a code that could not be sent, so that another can be requested at once. The code that
 * it replaced is live again: it is still in the mailbox.
 */
export function withdrawEmailCode(
  record: SubjectRecord,
  { attemptId, releaseMs }: WithdrawEmailCodeInput,
): Change<'withdrawn' | 'not-live'> {
  if (record.emailCode?.issuedBy !== attemptId) return { record, outcome: 'not-live' };
  const mails = record.mails.map((mail) =>
    mail.by === attemptId ? { ...mail, at: mail.at - releaseMs } : mail,
  );
  const { replacedCode: emailCode } = record;
  return { record: { ...record, emailCode, replacedCode: undefined, mails }, outcome: 'withdrawn' };
}
