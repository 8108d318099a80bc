/**
 * Announcing a change: an event, and a notice to every address. Neither has an effect on the
 * verdict.
 * @module
 */

import { exactAddress } from '../../domain/base/email-address.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import type { Factor, Method } from '../../domain/policy/method.ts';
import { noticeLimits } from '../../domain/subject/mail-limits.ts';
import type { Attempts } from '../../domain/subject/subject-record.ts';
import type { SecurityEvent } from '../../ports/events.ts';
import type { NoticeKind, NoticeMail } from '../../ports/mailer.ts';
import type { SubjectCall } from './call.ts';
import { freshId } from './fresh-ids.ts';
import { noticesTag } from './mailbox.ts';
import { publish } from './publish-event.ts';
import { sendMail } from './send-mail.ts';

/** One notice. */
export interface Notice {
  readonly kind: NoticeKind;
  /** Its content besides the instant, the issuer and the username. */
  readonly data?: Omit<NoticeMail['data'], 'at' | 'issuer' | 'username'>;
  /** Addresses besides the verified ones. */
  readonly alsoTo?: readonly string[];
}

type WithoutSubject<Event> = Event extends unknown ? Omit<Event, 'at' | 'subject'> : never;

/**
 * Publishes a change and, with a notice, mails the subject. The change stands if either fails. The
 * notice is not waited for: recovery codes are shown once, and must not be lost to a mailer that
 * hangs.
 */
export function announce(call: SubjectCall, event: WithoutSubject<SecurityEvent>, notice?: Notice): void {
  publish(call.ports, { at: call.at, subject: call.topic.subject, ...event });
  if (notice !== undefined) void sendNotice(call, notice).catch(() => undefined);
}

/** Announces that a factor was added or removed. */
export function announceFactor(
  call: SubjectCall,
  kind: 'factor-added' | 'factor-removed',
  method: Factor,
): void {
  announce(call, { kind, method }, { kind, data: { method } });
}

/** Announces the first lock, and the cap: an attacker may know the password. */
export function announceFailures(call: SubjectCall, method: Method, attempts: Attempts | undefined): void {
  const { policy, at, topic } = call;
  const { failures = 0, lockedUntil = 0 } = attempts ?? {};
  if (failures !== policy.attempts.free && failures !== policy.attempts.disableAt) return;
  const kind = 'attempts-exhausted';
  const data = withoutUndefined({ method, retryAt: at < lockedUntil ? lockedUntil : undefined });
  announce(call, { kind, operation: topic.operation, ...data }, { kind, data });
}

/** Announces that a recovery code was used, and that few are left. */
export function announceRecoveryCodeUse(call: SubjectCall, recoveryCodesLeft: number): void {
  const data = { recoveryCodesLeft };
  announce(call, { kind: 'recovery-code-used', ...data }, { kind: 'recovery-code-used', data });
  if (recoveryCodesLeft !== call.policy.recoveryCodes.lowAt) return;
  announce(call, { kind: 'recovery-codes-low', ...data }, { kind: 'recovery-codes-low', data });
}

async function sendNotice(call: SubjectCall, { kind, data: more, alsoTo = [] }: Notice): Promise<void> {
  const { policy, account, at, ports } = call;
  if (ports.mailer === undefined) return;
  const { locale, username, verifiedEmails } = account;
  // Every exact address: one that only looks like another must not take its notice.
  const recipients = new Map(
    [...verifiedEmails, ...alsoTo].map((address) => [exactAddress(address), address]),
  );
  const data = { at, issuer: policy.issuer, username, ...more };
  await Promise.all(
    [...recipients.values()].map(async (to) => {
      const attemptId = freshId(call);
      if (attemptId.isErr()) return;
      const count = { attemptId: attemptId.value, at, limits: noticeLimits };
      await sendMail(call, noticesTag(call, to), count, { to, kind, locale, data });
    }),
  );
}
