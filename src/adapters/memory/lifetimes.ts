/**
 * Which parts of a record are garbage, how long after its last write, and what is left then.
 * Durations alone decide, as the times to live of Redis do: a clock that jumps ahead and back makes
 * nothing garbage, or a jump would forget how many mails were sent (P8).
 * @module
 */

import { keptExpiredMs } from '../../domain/base/instant.ts';
import { maxMailLimitMs } from '../../domain/subject/mail-limits.ts';
import { type CountedMail, type SubjectRecord, emptyRecord } from '../../domain/subject/subject-record.ts';
import type { Lifetime } from './expiring-map.ts';

/** The longest that a counted mail, an emailed code or a pending enrollment counts: one day. */
const dayMs = maxMailLimitMs;

/**
 * Failures, factors and tokens never expire, and neither does the generation: a call that saw it
 * must find it again.
 */
export const subjectLifetime: Lifetime<SubjectRecord> = {
  keptMs({ pendingTotp, emailCode, mails, trusted }) {
    const livesADay = pendingTotp !== undefined || emailCode !== undefined || mails.length > 0;
    if (!livesADay && trusted.length === 0) return undefined;
    const lives = trusted.map((client) => client.diesAt - client.factorAt);
    return Math.max(livesADay ? dayMs : 0, ...lives) + keptExpiredMs;
  },
  isSame: (before, after) =>
    before.pendingTotp === after.pendingTotp &&
    before.emailCode === after.emailCode &&
    before.mails === after.mails &&
    before.trusted === after.trusted,
  lasting(record) {
    const { pendingTotp, emailCode, replacedCode, mails, trusted } = emptyRecord;
    return { ...record, pendingTotp, emailCode, replacedCode, mails, trusted };
  },
};

export const mailLifetime: Lifetime<readonly CountedMail[]> = {
  keptMs: (mails) => (mails.length === 0 ? undefined : dayMs + keptExpiredMs),
  isSame: (before, after) => before === after,
  lasting: () => undefined,
};
