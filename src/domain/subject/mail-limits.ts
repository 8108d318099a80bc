/** How many mails may go out, as plain data that any storage can apply (P8). @module */

import type { Instant } from '../base/instant.ts';
import type { EmailSettings } from '../policy/policy-settings.ts';
import type { AttemptId, CountedMail } from './subject-record.ts';

/** At most `atMost` mails in any `withinMs`. A cooldown is a limit of one. */
export interface MailLimit {
  readonly withinMs: number;
  readonly atMost: number;
}

const minute = 60_000;
const day = 86_400_000;

/** What a subject is held to: the cooldown and both caps. */
export function subjectLimits(settings: EmailSettings): readonly MailLimit[] {
  return [{ withinMs: settings.cooldownSeconds * 1000, atMost: 1 }, ...recipientLimits(settings)];
}

/** What one recipient is held to, whoever makes the mail go out. */
export function recipientLimits(settings: EmailSettings): readonly MailLimit[] {
  return [
    { withinMs: 5 * minute, atMost: settings.mailsPer5Minutes },
    { withinMs: day, atMost: settings.mailsPerDay },
  ];
}

/** Security notices have a cap of their own, so that codes cannot silence them nor notices block codes. */
export const noticeLimits: readonly MailLimit[] = [
  { withinMs: 5 * minute, atMost: 10 },
  { withinMs: day, atMost: 50 },
];

/** The first instant at which another mail may go out: `at` itself where one may go now. */
export function nextMailAt(
  mails: readonly CountedMail[],
  limits: readonly MailLimit[],
  at: Instant,
): Instant {
  const sentAt = mails.map((mail) => clamp(mail.at, at)).toSorted((a, b) => b - a);
  return limits.reduce((next, limit) => {
    const oldest = sentAt[limit.atMost - 1];
    return oldest === undefined ? next : Math.max(next, oldest + limit.withinMs);
  }, at);
}

/**
 * Mails with one more, as many as a limit ever looks at. Those that are older than any limit stay among them: a clock that steps
 * back would look at them again (P6, P8).
 */
export function countOne(
  mails: readonly CountedMail[],
  limits: readonly MailLimit[],
  at: Instant,
  by: AttemptId,
): readonly CountedMail[] {
  const most = Math.max(...limits.map((limit) => limit.atMost));
  return [{ at, by }, ...seenMails(mails, at)].slice(0, most);
}

/**
 * Mails as a clock that may have jumped back sees them: those from the future count as sent now. A storage keeps what it has seen,
 * also where it refuses, so that they do not stay in the future for as long as the clock had jumped (P6).
 */
export function seenMails(mails: readonly CountedMail[], at: Instant): readonly CountedMail[] {
  return mails.some((mail) => mail.at > at)
    ? mails.map((mail) => ({ at: clamp(mail.at, at), by: mail.by }))
    : mails;
}

function clamp(sentAt: Instant, at: Instant): Instant {
  return Math.min(sentAt, at);
}
