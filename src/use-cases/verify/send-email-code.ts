/** Making and mailing one code: limits first, then one mail per address; nothing half-sent stays behind (P7, P8, P16). @module */

import { drawDigits } from '../../domain/base/draw.ts';
import type { Instant } from '../../domain/base/instant.ts';
import { digestEmailCode, liveCodeFor } from '../../domain/codes/email-code.ts';
import { deliverableTo } from '../../domain/decision/challenge.ts';
import type { Denial } from '../../domain/decision/denial.ts';
import type { RecipientTag } from '../../domain/keys/keyed-names.ts';
import { recipientLimits, subjectLimits } from '../../domain/subject/mail-limits.ts';
import type { EmailCodePurpose } from '../../domain/subject/subject-record.ts';
import { callStorage, tryPort, unavailable } from '../call/call-port.ts';
import { draw, freshId } from '../call/fresh-ids.ts';
import { record } from '../call/publish-event.ts';
import type { Reading } from '../call/question.ts';
import { recipientTag } from '../call/read-account.ts';
import { readIssue, readWord } from '../call/result-shapes.ts';
import { sendMail } from '../call/send-mail.ts';
import { type Steps, refuse } from '../call/steps.ts';

/** What the challenge tells of it. `recipient` is the first address that the code went to, or would go to. */
export interface SentCode {
  readonly codeGenerated: boolean;
  readonly codeExpires: Instant | undefined;
  readonly nextCodeAt: Instant | undefined;
  readonly recipient: string | undefined;
}

/** Issues a code where the limits let it, and mails it to every address that it may go to. */
export async function* sendEmailCode(reading: Reading, purpose: EmailCodePurpose): Steps<SentCode, Denial> {
  const { policy, account, facts, tag, at, about, macs, ports } = reading;
  const { email } = policy;
  const recipients = recipientsOf(reading, purpose);
  const [recipient] = recipients.values();
  const digits = yield* draw(reading, (random) => drawDigits(random, email.digits));
  const attemptId = yield* freshId(reading);
  const expiresAt = at + email.codeSeconds * 1000;
  const digest = digestEmailCode(macs, tag, purpose, digits);
  const input = {
    attemptId,
    at,
    generation: facts.state.generation,
    code: { purpose, digest, digits: digits.length, expiresAt },
    limits: subjectLimits(email),
    enroll: purpose === 'challenge' && facts.automaticEmail ? [...recipients.keys()] : undefined,
  };
  const issue = yield* await callStorage(reading, (storage) => storage.issueEmailCode(tag, input), readIssue);
  if (issue.kind !== 'issued')
    return {
      codeGenerated: false,
      codeExpires: liveCodeFor(purpose, facts.state, at)?.expiresAt,
      nextCodeAt: issue.kind === 'too-soon' ? issue.nextCodeAt : undefined,
      recipient,
    };
  const count = { attemptId, at, limits: recipientLimits(email) };
  const { locale, username } = account;
  const data = { code: digits, expiresAt, at, issuer: policy.issuer, username };
  const sent = await Promise.all(
    [...recipients].map(([name, to]) => sendMail(reading, name, count, { to, kind: 'code', locale, data })),
  );
  const delivered = sent.filter((one) => one === 'sent').length;
  if (delivered > 0) {
    record(reading, { kind: 'email-code-sent', at, subject: about.subject, recipients: delivered });
    return { codeGenerated: true, codeExpires: expiresAt, nextCodeAt: issue.nextCodeAt, recipient };
  }
  // Where a mail may still arrive, its code must work; where none can, the next request may make another at once.
  if (!sent.includes('unknown')) {
    const withdrawal = { attemptId, releaseMs: email.cooldownSeconds * 1000 };
    const withdraw = (): unknown => ports.storage.withdrawEmailCode(tag, withdrawal);
    void (await tryPort(reading, 'storage', withdraw, readWord('withdrawn', 'not-live')));
  }
  // The code that was live before gave way to the one that was taken back.
  if (sent.every((one) => one === 'capped'))
    return { codeGenerated: false, codeExpires: undefined, nextCodeAt: undefined, recipient };
  const port = sent.includes('uncounted') ? 'storage' : 'mailer';
  record(reading, { kind: 'email-code-failed', at, subject: about.subject, port });
  return yield* refuse(unavailable(port, about));
}

/** One address per mailbox: two spellings of one do not get two mails. */
function recipientsOf(reading: Reading, purpose: EmailCodePurpose): ReadonlyMap<RecipientTag, string> {
  const recipients = new Map<RecipientTag, string>();
  for (const address of deliverableTo(reading.facts, purpose)) {
    const name = recipientTag(reading, address);
    if (!recipients.has(name)) recipients.set(name, address);
  }
  return recipients;
}
