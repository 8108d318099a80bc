/** Which parts of a record expire, and what is left of it afterwards. @module */

import { type Instant, isLive } from '../../domain/base/instant.ts';
import { maxMailLimitMs } from '../../domain/subject/mail-limits.ts';
import { type CountedMail, type SubjectRecord, emptyRecord } from '../../domain/subject/subject-record.ts';
import type { Lifetime } from './expiring-map.ts';

/**
 * How long a record that no change ever raised is kept after its last part expired. It goes as a
 * whole, and a call that saw its generation must not find another one.
 */
const keptUnchangedMs = 43_200_000;

/** Failures, factors and tokens never expire. */
export const subjectLifetime: Lifetime<SubjectRecord> = {
  nextExpiry({ changedBy, pendingTotp, emailCode, mails, trusted }) {
    const instants = [
      ...mails.map((mail) => mail.at + maxMailLimitMs),
      ...trusted.map((client) => client.diesAt),
    ];
    if (pendingTotp !== undefined) instants.push(pendingTotp.expiresAt);
    if (emailCode !== undefined) instants.push(emailCode.expiresAt);
    if (instants.length === 0) return undefined;
    return changedBy === '' ? Math.max(...instants) + keptUnchangedMs : Math.min(...instants);
  },
  remaining(record, at) {
    const left: SubjectRecord = {
      ...record,
      pendingTotp: isLive(record.pendingTotp, at) ? record.pendingTotp : undefined,
      emailCode: isLive(record.emailCode, at) ? record.emailCode : undefined,
      mails: stillCounted(record.mails, at),
      trusted: record.trusted.filter((client) => at < client.diesAt),
    };
    return isEmpty(left) ? undefined : left;
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

/**
 * Whether nothing needs to be kept: every part is as in a new record, and no change ever raised the
 * generation. What a change ended must not fit again.
 */
function isEmpty(record: SubjectRecord): boolean {
  if (record.changedBy !== emptyRecord.changedBy) return false;
  const parts: Partial<Record<string, unknown>> = { ...record, changedBy: undefined, generation: undefined };
  return Object.values(parts).every((part) => part === undefined || sizeOf(part) === 0);
}

function sizeOf(part: unknown): number {
  if (part instanceof Map) return part.size;
  return typeof part === 'object' && part !== null ? Object.keys(part).length : 1;
}
