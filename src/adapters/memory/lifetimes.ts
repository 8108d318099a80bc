/** Which parts of a record expire, and what is left of it afterwards. @module */

import { type Instant, isLive } from '../../domain/base/instant.ts';
import { maxMailLimitMs } from '../../domain/subject/mail-limits.ts';
import type { CountedMail, SubjectRecord } from '../../domain/subject/subject-record.ts';
import type { Lifetime } from './expiring-map.ts';

/**
 * Failures, factors and tokens never expire, and neither does the generation: a call that saw it
 * must find it again.
 */
export const subjectLifetime: Lifetime<SubjectRecord> = {
  nextExpiry({ pendingTotp, emailCode, mails, trusted }) {
    const instants = [
      ...mails.map((mail) => mail.at + maxMailLimitMs),
      ...trusted.map((client) => client.diesAt),
    ];
    if (pendingTotp !== undefined) instants.push(pendingTotp.expiresAt);
    if (emailCode !== undefined) instants.push(emailCode.expiresAt);
    return instants.length === 0 ? undefined : Math.min(...instants);
  },
  remaining(record, at) {
    return {
      ...record,
      pendingTotp: isLive(record.pendingTotp, at) ? record.pendingTotp : undefined,
      emailCode: isLive(record.emailCode, at) ? record.emailCode : undefined,
      mails: stillCounted(record.mails, at),
      trusted: record.trusted.filter((client) => at < client.diesAt),
    };
  },
};

export const mailLifetime: Lifetime<readonly CountedMail[]> = {
  nextExpiry: (mails) =>
    mails.length === 0 ? undefined : Math.min(...mails.map((mail) => mail.at)) + maxMailLimitMs,
  remaining(mails, at) {
    const left = stillCounted(mails, at);
    return left.length === 0 ? undefined : left;
  },
};

function stillCounted(mails: readonly CountedMail[], at: Instant): readonly CountedMail[] {
  return mails.filter((mail) => at < mail.at + maxMailLimitMs);
}
