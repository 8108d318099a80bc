/**
 * Making and mailing one code: the limits first, then one mail per address (P7, P8, P16).
 * @module
 */

import { type Result, err, ok } from 'neverthrow';
import { drawDigits } from '../../domain/base/draw.ts';
import { digestEmailCode, liveCodeFor } from '../../domain/codes/email-code.ts';
import { addressesOfCode, deliverableTo } from '../../domain/decision/choose-method.ts';
import type { Denial, EmailCodeStatus } from '../../domain/decision/denial.ts';
import type { Facts } from '../../domain/decision/situation.ts';
import type { Trace } from '../../domain/decision/trace.ts';
import type { RecipientTag } from '../../domain/keys/keyed-names.ts';
import { recipientLimits, subjectLimits } from '../../domain/subject/mail-limits.ts';
import type { EmailCode, EmailCodePurpose } from '../../domain/subject/subject-record.ts';
import { callStorage, tryStorage, unavailable } from '../call/call-port.ts';
import type { SubjectCall } from '../call/call.ts';
import { draw, freshId } from '../call/fresh-ids.ts';
import { recipientTag } from '../call/mailbox.ts';
import { publish } from '../call/publish-event.ts';
import { type MailOutcome, sendMail } from '../call/send-mail.ts';

/** A code that was issued, and the live one that it replaced. */
interface IssuedCode {
  readonly attemptId: string;
  readonly before: EmailCode | undefined;
  readonly trace: Trace;
}

/**
 * Issues a code if the limits allow it, and mails it to every address that it may go to.
 *
 * @param trace the steps of the decision that asked for the code
 */
export async function sendEmailCode(
  call: SubjectCall,
  facts: Facts,
  purpose: EmailCodePurpose,
  trace: Trace = [],
): Promise<Result<EmailCodeStatus, Denial>> {
  const { policy, account, subjectTag, at, macs, topic, ports } = call;
  const { email } = policy;
  if (ports.mailer === undefined) return err(unavailable('mailer', topic, trace));
  const recipients = recipientsOf(call, facts, purpose);
  const code = draw(call, (random) => drawDigits(random, email.digits));
  if (code.isErr()) return err({ ...code.error, trace });
  const attemptId = freshId(call);
  if (attemptId.isErr()) return err({ ...attemptId.error, trace });
  const expiresAt = at + email.codeSeconds * 1000;
  const binding = { tag: subjectTag, purpose, addresses: addressesOfCode(facts, purpose) };
  const digest = digestEmailCode(macs, binding, code.value);
  const issue = await callStorage(call, 'issueEmailCode', subjectTag, {
    attemptId: attemptId.value,
    at,
    generation: facts.state.generation,
    code: { purpose, digest, digits: code.value.length, expiresAt },
    limits: subjectLimits(email),
  });
  if (issue.isErr()) return err({ ...issue.error, trace });
  if (issue.value.kind !== 'issued')
    return ok({
      codeGenerated: false,
      codeExpires: liveCodeFor(purpose, facts.state, at)?.expiresAt,
      nextCodeAt: issue.value.kind === 'too-soon' ? issue.value.nextCodeAt : undefined,
    });

  const count = { attemptId: attemptId.value, at, limits: recipientLimits(email) };
  const { locale, username } = account;
  const data = { code: code.value, expiresAt, at, issuer: policy.issuer, username };
  const outcomes = await Promise.all(
    [...recipients].map(([tag, to]) => sendMail(call, tag, count, { to, kind: 'code', locale, data })),
  );
  const sent = outcomes.filter((outcome) => outcome === 'sent').length;
  if (sent > 0) {
    publish(ports, { kind: 'email-code-sent', at, subject: topic.subject, recipients: sent });
    return ok({ codeGenerated: true, codeExpires: expiresAt, nextCodeAt: issue.value.nextCodeAt });
  }
  const before = liveCodeFor(purpose, facts.state, at);
  return await codeNotSent(call, outcomes, { attemptId: attemptId.value, before, trace });
}

/**
 * A code that may still arrive must work. One that cannot arrive is withdrawn: the code before it,
 * which is in the mailbox, is live again, and another can be made.
 */
async function codeNotSent(
  call: SubjectCall,
  outcomes: readonly MailOutcome[],
  { attemptId, before, trace }: IssuedCode,
): Promise<Result<EmailCodeStatus, Denial>> {
  const { policy, subjectTag, at, ports, topic } = call;
  let isWithdrawn = false;
  if (!outcomes.includes('unknown')) {
    const releaseMs = policy.email.cooldownSeconds * 1000;
    const withdrawal = await tryStorage(call, 'withdrawEmailCode', subjectTag, { attemptId, releaseMs });
    isWithdrawn = withdrawal.isOk() && withdrawal.value === 'withdrawn';
  }
  if (outcomes.every((outcome) => outcome === 'capped')) {
    const codeExpires = isWithdrawn ? before?.expiresAt : undefined;
    return ok({ codeGenerated: false, codeExpires, nextCodeAt: undefined });
  }
  const port = outcomes.includes('uncounted') ? 'storage' : 'mailer';
  publish(ports, { kind: 'email-code-failed', at, subject: topic.subject, port });
  return err(unavailable(port, topic, trace));
}

/** One address per mailbox: two spellings of one address do not get two mails. */
function recipientsOf(
  call: SubjectCall,
  facts: Facts,
  purpose: EmailCodePurpose,
): ReadonlyMap<RecipientTag, string> {
  const recipients = new Map<RecipientTag, string>();
  for (const address of deliverableTo(facts, purpose)) {
    const tag = recipientTag(call, address);
    if (!recipients.has(tag)) recipients.set(tag, address);
  }
  return recipients;
}
