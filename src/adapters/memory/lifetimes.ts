/** Which parts of a record expire, and what is left of it afterwards. @module */

import { type Instant, isLive } from '../../domain/base/instant.ts';
import { emptyRecord } from '../../domain/subject/empty-record.ts';
import type { CountedMail, SubjectRecord } from '../../domain/subject/subject-record.ts';
import type { Lifetime } from './expiring-map.ts';

/** The longest that any policy lets trust last: nothing older can be live. */
const longestTrustMs = 2_592_000_000;
/** The longest that a counted mail is looked at. */
const longestMailMs = 86_400_000;

/** Failures, factors and tokens never expire. */
export const subjectLifetime: Lifetime<SubjectRecord> = {
  nextExpiry({ pendingTotp, emailCode, mails, trusted }) {
    const instants = [
      ...mails.map((mail) => mail.at + longestMailMs),
      ...trusted.map((client) => client.factorAt + longestTrustMs),
    ];
    if (pendingTotp !== undefined) instants.push(pendingTotp.expiresAt);
    if (emailCode !== undefined) instants.push(emailCode.expiresAt);
    return instants.length === 0 ? undefined : Math.min(...instants);
  },
  remaining(record, at) {
    const left: SubjectRecord = {
      ...record,
      pendingTotp: isLive(record.pendingTotp, at) ? record.pendingTotp : undefined,
      emailCode: isLive(record.emailCode, at) ? record.emailCode : undefined,
      mails: stillCounted(record.mails, at),
      trusted: record.trusted.filter((client) => at < client.factorAt + longestTrustMs),
    };
    return isEmpty(left) ? undefined : left;
  },
};

export const mailLifetime: Lifetime<readonly CountedMail[]> = {
  nextExpiry: (mails) =>
    mails.length === 0 ? undefined : Math.min(...mails.map((mail) => mail.at)) + longestMailMs,
  remaining(mails, at) {
    const left = stillCounted(mails, at);
    return left.length === 0 ? undefined : left;
  },
};

function stillCounted(mails: readonly CountedMail[], at: Instant): readonly CountedMail[] {
  return mails.filter((mail) => at < mail.at + longestMailMs);
}

/** Whether nothing is kept that a new record would not have. */
export function isEmpty(record: SubjectRecord): boolean {
  return (
    record.generation === 0 &&
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
