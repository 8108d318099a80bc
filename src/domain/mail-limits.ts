/** How many mails may go out, as plain data that any storage can apply (P8). @module */

import type { Instant } from './instant.ts';
import type { EmailSettings } from './policy-settings.ts';
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

/** Mails with one more; those that no limit looks at any longer are dropped. */
export function countOne(
  mails: readonly CountedMail[],
  limits: readonly MailLimit[],
  at: Instant,
  by: AttemptId,
): readonly CountedMail[] {
  const longest = Math.max(...limits.map((limit) => limit.withinMs));
  const most = Math.max(...limits.map((limit) => limit.atMost));
  const kept = mails
    .map((mail) => ({ at: clamp(mail.at, at), by: mail.by }))
    .filter((mail) => at < mail.at + longest);
  return [{ at, by }, ...kept].slice(0, most);
}

/** A mail from the future was counted by a clock that had jumped: it counts as sent now (P6). */
function clamp(sentAt: Instant, at: Instant): Instant {
  return Math.min(sentAt, at);
}
