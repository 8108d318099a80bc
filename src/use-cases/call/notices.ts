/** Telling of a change: an event, and a notice to every address, which has no effect on the verdict. @module */

import { normalizeAddress } from '../../domain/base/email-address.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import { tagRecipient } from '../../domain/keys/keyed-names.ts';
import type { Factor, Method } from '../../domain/policy/method.ts';
import { noticeLimits } from '../../domain/subject/mail-limits.ts';
import type { Attempts } from '../../domain/subject/subject-record.ts';
import type { SecurityEvent } from '../../ports/events.ts';
import type { NoticeKind, NoticeMail } from '../../ports/mailer.ts';
import { freshId } from './fresh-ids.ts';
import { record } from './publish-event.ts';
import type { Known, Question } from './question.ts';
import { sendMail } from './send-mail.ts';

/** One notice. */
export interface Notice {
  readonly kind: NoticeKind;
  /** What it says besides when and for whom. */
  readonly data?: Omit<NoticeMail['data'], 'at' | 'issuer' | 'username'>;
  /** Addresses besides the verified ones. */
  readonly alsoTo?: readonly string[];
}

type WithoutAbout<Event> = Event extends unknown ? Omit<Event, 'at' | 'subject'> : never;

/** Records what was changed and tells the subject, where that is worth a mail. Whatever goes wrong, the change stands. */
export async function announce(
  known: Known,
  event: WithoutAbout<SecurityEvent>,
  notice?: Notice,
): Promise<void> {
  record(known, { at: known.at, subject: known.about.subject, ...event });
  if (notice !== undefined) await sendNotice(known, notice).catch(() => undefined);
}

async function sendNotice(known: Known, { kind, data: more, alsoTo = [] }: Notice): Promise<void> {
  const { policy, account, at, macs, toAscii } = known;
  const { locale, username, verifiedEmails } = account;
  const recipients = new Map(
    [...verifiedEmails, ...alsoTo].map((address) => [normalizeAddress(address, toAscii), address]),
  );
  const data = { at, issuer: policy.issuer, username, ...more };
  const attempt = freshId(known);
  if (attempt.isErr()) return;
  const count = { attemptId: attempt.value, at, limits: noticeLimits };
  await Promise.all(
    [...recipients].map(([normalized, to]) =>
      sendMail(known, tagRecipient(macs, `notice ${normalized}`), count, { to, kind, locale, data }),
    ),
  );
}

/** A factor came or went. */
export function announceFactor(
  known: Known,
  kind: 'factor-added' | 'factor-removed',
  method: Factor,
): Promise<void> {
  return announce(known, { kind, method }, { kind, data: { method } });
}

/** The first lock, and the cap, are worth a notice: somebody knows the password. */
export async function noticeAttempts(
  question: Question,
  method: Method,
  attempts: Attempts | undefined,
): Promise<void> {
  const { policy, at, about } = question;
  const { failures = 0, lockedUntil = 0 } = attempts ?? {};
  if (failures !== policy.attempts.free && failures !== policy.attempts.disableAt) return;
  const kind = 'attempts-exhausted';
  const data = withoutUndefined({ method, retryAt: at < lockedUntil ? lockedUntil : undefined });
  await announce(question, { kind, operation: about.operation, ...data }, { kind, data });
}

/** A recovery code was used; and when few are left, that too. */
export async function noticeRecoveryCode(question: Question, recoveryCodesLeft: number): Promise<void> {
  const isLow = recoveryCodesLeft === question.policy.recoveryCodes.lowAt;
  const kinds = ['recovery-code-used', ...(isLow ? ['recovery-codes-low' as const] : [])] as const;
  for (const kind of kinds) {
    await announce(question, { kind, recoveryCodesLeft }, { kind, data: { recoveryCodesLeft } });
  }
}
