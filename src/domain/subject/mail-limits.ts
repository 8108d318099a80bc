/** How many mails may be sent, as plain data that any storage can apply (P8). @module */

import { deepFreeze } from '../base/deep-freeze.ts';
import type { Instant } from '../base/instant.ts';
import type { EmailSettings } from '../policy/policy-settings.ts';
import type { Change } from './change.ts';
import type { AttemptId, CountedMail } from './subject-record.ts';

/** At most `maxMails` mails in any `withinMs`. A cooldown is a limit of one. */
export interface MailLimit {
  readonly withinMs: number;
  readonly maxMails: number;
}

const minuteMs = 60_000;

/** The longest that any limit looks back: one day. A storage may forget older mails. */
export const maxMailLimitMs = 86_400_000;

/** The limits of one subject: the cooldown and both caps. */
export function subjectLimits(settings: EmailSettings): readonly MailLimit[] {
  return [{ withinMs: settings.cooldownSeconds * 1000, maxMails: 1 }, ...recipientLimits(settings)];
}

/** The limits of one recipient, over all subjects. */
export function recipientLimits(settings: EmailSettings): readonly MailLimit[] {
  return [
    { withinMs: 5 * minuteMs, maxMails: settings.mailsPer5Minutes },
    { withinMs: maxMailLimitMs, maxMails: settings.mailsPerDay },
  ];
}

/**
 * Security notices have limits of their own: codes cannot silence them, and they cannot block
 * codes.
 */
export const noticeLimits: readonly MailLimit[] = deepFreeze([
  { withinMs: 5 * minuteMs, maxMails: 10 },
  { withinMs: maxMailLimitMs, maxMails: 50 },
]);

export interface CountMailInput {
  readonly attemptId: AttemptId;
  readonly at: Instant;
  readonly limits: readonly MailLimit[];
}

/**
 * Counts one mail to a recipient unless a limit is reached. A refusal also stores the mails as the
 * clock sees them now: otherwise a clock that was ahead and is set back would leave the recipient
 * capped for as long as it was ahead (P6).
 */
export function countMail(
  mails: readonly CountedMail[],
  { attemptId, at, limits }: CountMailInput,
): Change<'counted' | 'capped', readonly CountedMail[]> {
  if (mails.some((mail) => mail.by === attemptId)) return { record: mails, outcome: 'counted' };
  if (at < nextMailAt(mails, limits, at)) return { record: seenMails(mails, at), outcome: 'capped' };
  return { record: countOne(mails, limits, at, attemptId), outcome: 'counted' };
}

/**
 * The first instant at which another mail may be sent: `at` itself if none of the limits is
 * reached.
 */
export function nextMailAt(
  mails: readonly CountedMail[],
  limits: readonly MailLimit[],
  at: Instant,
): Instant {
  const sentAt = mails.map((mail) => Math.min(mail.at, at)).toSorted((a, b) => b - a);
  return limits.reduce((next, limit) => {
    const oldest = sentAt[limit.maxMails - 1];
    return oldest === undefined ? next : Math.max(next, oldest + limit.withinMs);
  }, at);
}

/**
 * The mails with one more, at most as many as a limit ever looks at. Mails older than every limit
 * stay among them: a clock that steps back looks at them again (P6, P8).
 */
export function countOne(
  mails: readonly CountedMail[],
  limits: readonly MailLimit[],
  at: Instant,
  by: AttemptId,
): readonly CountedMail[] {
  const maxMails = Math.max(...limits.map((limit) => limit.maxMails));
  return [{ at, by }, ...seenMails(mails, at)].slice(0, maxMails);
}

/**
 * The mails as a clock that may have stepped back sees them: one from the future counts as sent
 * now.
 */
export function seenMails(mails: readonly CountedMail[], at: Instant): readonly CountedMail[] {
  return mails.some((mail) => mail.at > at)
    ? mails.map((mail) => ({ at: Math.min(mail.at, at), by: mail.by }))
    : mails;
}
