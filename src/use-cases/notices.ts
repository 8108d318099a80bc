/** Security notices: to every verified address, under a cap of their own, and without any effect on the verdict. @module */

import { normalizeAddress } from '../domain/email-address.ts';
import type { Instant } from '../domain/instant.ts';
import { tagRecipient } from '../domain/keyed-names.ts';
import { noticeLimits } from '../domain/mail-limits.ts';
import type { Method } from '../domain/method.ts';
import type { Policy } from '../domain/policy.ts';
import type { Attempts } from '../domain/subject-record.ts';
import type { Account } from '../ports/accounts.ts';
import type { NoticeKind, NoticeMail } from '../ports/mailer.ts';
import { readAnything, readWord } from './answer-shapes.ts';
import { mailDeadlineMs, tryPort } from './call-port.ts';
import { freshId } from './names.ts';
import type { Question } from './question.ts';
import { record } from './record-event.ts';
import type { World } from './world.ts';

/** One notice, and whom it concerns. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly policy: Policy;
  readonly account: Account;
  readonly at: Instant;
  /** What the notice says besides when and for whom. */
  readonly data?: Omit<NoticeMail['data'], 'at' | 'issuer' | 'username'> | undefined;
  /** Addresses besides the verified ones. */
  readonly alsoTo?: readonly string[] | undefined;
}

/** Sends it everywhere; whatever goes wrong, the caller's change stands. */
export function sendNotice(world: World, notice: Notice): Promise<void> {
  return deliver(world, notice).catch(() => undefined);
}

async function deliver(world: World, notice: Notice): Promise<void> {
  const { kind, policy, account, at } = notice;
  const recipients = new Map(
    [...account.verifiedEmails, ...(notice.alsoTo ?? [])].map((address) => [
      normalizeAddress(address, world.toAscii),
      address,
    ]),
  );
  const data = { at, issuer: policy.issuer, username: account.username, ...notice.data };
  const attempt = freshId(world, { subject: '', operation: '', trace: [] });
  if (attempt.isErr()) return;
  await Promise.all(
    [...recipients].map(async ([normalized, to]) => {
      const recipient = tagRecipient(world.macs, `notice ${normalized}`);
      const input = { attemptId: attempt.value, at, limits: noticeLimits };
      const counted = await tryPort(
        world,
        'storage',
        () => world.ports.storage.countMail(recipient, input),
        readWord('counted', 'capped'),
      );
      if (counted.isErr() || counted.value === 'capped') return;
      void (await tryPort(
        world,
        'mailer',
        () => world.ports.mailer.send({ to, kind, locale: account.locale, data }),
        readAnything,
        mailDeadlineMs,
      ));
    }),
  );
}

/** The first lock, and the cap, are worth a notice: somebody knows the password. */
export async function noticeAttempts(
  world: World,
  question: Question,
  method: Method,
  attempts: Attempts | undefined,
): Promise<void> {
  const { policy, account, at, request } = question;
  const failures = attempts?.failures ?? 0;
  if (failures !== policy.attempts.free && failures !== policy.attempts.disableAt) return;
  const retryAt =
    attempts === undefined || attempts.lockedUntil <= at ? {} : { retryAt: attempts.lockedUntil };
  record(world, {
    kind: 'attempts-exhausted',
    at,
    subject: request.subject,
    operation: request.operation,
    method,
    ...retryAt,
  });
  await sendNotice(world, { kind: 'attempts-exhausted', policy, account, at, data: { method, ...retryAt } });
}

/** A recovery code was used; and when few are left, that too. */
export async function noticeRecoveryCode(
  world: World,
  question: Question,
  recoveryCodesLeft: number,
): Promise<void> {
  const { policy, account, at, request } = question;
  const { subject } = request;
  record(world, { kind: 'recovery-code-used', at, subject, recoveryCodesLeft });
  await sendNotice(world, { kind: 'recovery-code-used', policy, account, at, data: { recoveryCodesLeft } });
  if (recoveryCodesLeft !== policy.recoveryCodes.lowAt) return;
  record(world, { kind: 'recovery-codes-low', at, subject, recoveryCodesLeft });
  await sendNotice(world, { kind: 'recovery-codes-low', policy, account, at, data: { recoveryCodesLeft } });
}
