/** Issuing the one emailed code of a subject: the cooldown is judged and taken in the same step (P7, P8). @module */

import type { Instant } from '../base/instant.ts';
import type { RecipientTag } from '../keys/keyed-names.ts';
import type { Change } from './charge.ts';
import { type MailLimit, countOne, nextMailAt, seenMails } from './mail-limits.ts';
import type { AttemptId, EmailCode, SubjectRecord } from './subject-record.ts';

export interface IssueInput {
  readonly attemptId: AttemptId;
  readonly at: Instant;
  /** The generation at which the code was found to be due. */
  readonly generation: number;
  readonly code: Omit<EmailCode, 'issuedBy' | 'spentBy'>;
  readonly limits: readonly MailLimit[];
  /** Automatic enrollment at first use: the addresses that are verified now; ignored where email is enrolled already. */
  readonly enroll?: readonly RecipientTag[] | undefined;
}

/** `nextCodeAt`: the first instant at which another code may be issued. */
export type IssueOutcome =
  | { readonly kind: 'issued'; readonly nextCodeAt: Instant }
  | { readonly kind: 'too-soon'; readonly nextCodeAt: Instant }
  | { readonly kind: 'superseded' };

export interface WithdrawInput {
  /** The call that issued the code. */
  readonly attemptId: AttemptId;
  /** The cooldown to give back, in milliseconds; the mail still counts towards the caps. */
  readonly releaseMs: number;
}

/** A new code replaces the live one. Failures stay counted (P4). */
export function issueEmailCode(record: SubjectRecord, input: IssueInput): Change<IssueOutcome> {
  const { attemptId, at, limits } = input;
  if (record.emailCode?.issuedBy === attemptId) {
    return { record, outcome: { kind: 'issued', nextCodeAt: nextMailAt(record.mails, limits, at) } };
  }
  if (record.generation !== input.generation) return { record, outcome: { kind: 'superseded' } };
  const next = nextMailAt(record.mails, limits, at);
  if (at < next) {
    const seen = seenMails(record.mails, at);
    const kept = seen === record.mails ? record : { ...record, mails: seen };
    return { record: kept, outcome: { kind: 'too-soon', nextCodeAt: next } };
  }
  const mails = countOne(record.mails, limits, at, attemptId);
  const enrolled =
    input.enroll === undefined ? record.email : (record.email ?? { enabledAt: at, recipients: input.enroll });
  const issued = { ...record, email: enrolled, emailCode: { ...input.code, issuedBy: attemptId }, mails };
  return { record: issued, outcome: { kind: 'issued', nextCodeAt: nextMailAt(mails, limits, at) } };
}

/** A code that could not be sent is taken back, so that another can be asked for at once. */
export function withdrawEmailCode(
  record: SubjectRecord,
  input: WithdrawInput,
): Change<'withdrawn' | 'not-live'> {
  if (record.emailCode?.issuedBy !== input.attemptId) return { record, outcome: 'not-live' };
  const mails = record.mails.map((mail) =>
    mail.by === input.attemptId ? { ...mail, at: mail.at - input.releaseMs } : mail,
  );
  return { record: { ...record, emailCode: undefined, mails }, outcome: 'withdrawn' };
}
