/** Which parts of a record expire, and what is left of it afterwards. @module */

import { type Instant, isLive } from '../../domain/instant.ts';
import { type CountedMail, type SubjectRecord, emptyRecord } from '../../domain/subject-record.ts';

/** The longest that any policy lets trust last: nothing older can be live. */
const longestTrustMs = 2_592_000_000;
/** The longest that a counted mail is looked at. */
const longestMailMs = 86_400_000;

/** When something of this record expires first; failures, factors and tokens never do. */
export function nextExpiry(record: SubjectRecord): Instant | undefined {
  const instants = [
    ...(record.pendingTotp === undefined ? [] : [record.pendingTotp.expiresAt]),
    ...(record.emailCode === undefined ? [] : [record.emailCode.expiresAt]),
    ...record.mails.map((mail) => mail.at + longestMailMs),
    ...record.trusted.map((client) => client.factorAt + longestTrustMs),
  ];
  return instants.length === 0 ? undefined : Math.min(...instants);
}

export function withoutExpired(record: SubjectRecord, at: Instant): SubjectRecord {
  return {
    ...record,
    pendingTotp: isLive(record.pendingTotp, at) ? record.pendingTotp : undefined,
    emailCode: isLive(record.emailCode, at) ? record.emailCode : undefined,
    mails: mailsStillCounted(record.mails, at),
    trusted: record.trusted.filter((client) => at < client.factorAt + longestTrustMs),
  };
}

/** When the first of these mails is looked at no longer. */
export function nextMailExpiry(mails: readonly CountedMail[]): Instant | undefined {
  return mails.length === 0 ? undefined : Math.min(...mails.map((mail) => mail.at)) + longestMailMs;
}

export function mailsStillCounted(mails: readonly CountedMail[], at: Instant): readonly CountedMail[] {
  return mails.filter((mail) => at < mail.at + longestMailMs);
}

/** Whether nothing is kept that a new record would not have. */
export function isEmpty(record: SubjectRecord): boolean {
  return (
    record.epoch === 0 &&
    record.totp === undefined &&
    record.pendingTotp === undefined &&
    record.email === undefined &&
    record.emailCode === undefined &&
    record.mails.length === 0 &&
    record.recoveryCodes.length === 0 &&
    record.trusted.length === 0 &&
    record.tokens.size === 0 &&
    Object.keys(record.attempts).length === Object.keys(emptyRecord.attempts).length
  );
}
