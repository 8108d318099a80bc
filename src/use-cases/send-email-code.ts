/** Making and mailing one code: limits first, then one mail per address; nothing half-sent stays behind (P7, P8, P16). @module */

import { type ResultAsync, err, ok, safeTry } from 'neverthrow';
import { type Facts, deliverableTo } from '../domain/challenge.ts';
import type { PortName, Unavailable } from '../domain/denial.ts';
import { drawDigits } from '../domain/draw.ts';
import { digestEmailCode } from '../domain/email-code.ts';
import { type Instant, isLive } from '../domain/instant.ts';
import type { RecipientTag, SubjectTag } from '../domain/keyed-names.ts';
import { recipientLimits, subjectLimits } from '../domain/mail-limits.ts';
import type { Policy } from '../domain/policy.ts';
import type { EmailCodePurpose } from '../domain/subject-record.ts';
import type { Account } from '../ports/accounts.ts';
import { readAnything, readIssue, readWord } from './answer-shapes.ts';
import { callStorage, mailDeadlineMs, tryPort, unavailable } from './call-port.ts';
import { draw, freshId } from './names.ts';
import { recipientTag } from './read-account.ts';
import { record } from './record-event.ts';
import type { About, World } from './world.ts';

export interface SendRequest {
  readonly policy: Policy;
  readonly account: Account;
  readonly facts: Facts;
  readonly tag: SubjectTag;
  readonly purpose: EmailCodePurpose;
  readonly at: Instant;
  readonly about: About;
}

/** What the challenge tells of it. `recipient` is the first address that the code went to, or would go to. */
export interface SentCode {
  readonly codeGenerated: boolean;
  readonly codeExpires: Instant | undefined;
  readonly nextCodeAt: Instant | undefined;
  readonly recipient: string | undefined;
}

/** Issues a code where the limits let it, and mails it to every address that it may go to. */
export function sendEmailCode(world: World, request: SendRequest): ResultAsync<SentCode, Unavailable> {
  const { policy, facts, tag, purpose, at, about } = request;
  return safeTry(async function* () {
    const recipients = recipientsOf(world, facts, purpose);
    const digits = yield* draw(world, about, (random) => drawDigits(random, policy.email.digits));
    const attemptId = yield* freshId(world, about);
    const expiresAt = at + policy.email.codeSeconds * 1000;
    const code = {
      purpose,
      digest: digestEmailCode(world.macs, tag, purpose, digits),
      digits: digits.length,
      expiresAt,
    };
    const enroll = purpose === 'challenge' && facts.automaticEmail ? { enroll: [...recipients.keys()] } : {};
    const input = {
      attemptId,
      at,
      epoch: facts.state.epoch,
      code,
      limits: subjectLimits(policy.email),
      ...enroll,
    };
    const issue = yield* callStorage(
      world,
      about,
      (storage) => storage.issueEmailCode(tag, input),
      readIssue,
    );
    if (issue.word !== 'issued') {
      return ok(notSent(request, issue.word === 'too-soon' ? issue.nextCodeAt : undefined));
    }
    const sent = await Promise.all(
      [...recipients].map(([to, address]) =>
        sendOne(world, request, to, address, attemptId, digits, expiresAt),
      ),
    );
    const delivered = sent.filter((one) => one === 'sent').length;
    if (delivered > 0) {
      record(world, { kind: 'email-code-sent', at, subject: about.subject, recipients: delivered });
      return ok({
        codeGenerated: true,
        codeExpires: expiresAt,
        nextCodeAt: issue.nextCodeAt,
        recipient: [...recipients.values()][0],
      });
    }
    // Where a mail may still arrive, its code must work; where none can, the next request may make another at once.
    if (!sent.includes('unknown')) {
      const withdrawal = { attemptId, releaseMs: policy.email.cooldownSeconds * 1000 };
      void (await tryPort(
        world,
        'storage',
        () => world.ports.storage.withdrawEmailCode(tag, withdrawal),
        readWord('withdrawn', 'not-live'),
      ));
    }
    // The code that was live before gave way to the one that was taken back.
    if (sent.every((one) => one === 'capped'))
      return ok({ ...notSent(request, undefined), codeExpires: undefined });
    const port: PortName = sent.includes('uncounted') ? 'storage' : 'mailer';
    record(world, { kind: 'email-code-failed', at, subject: about.subject, port });
    return err(unavailable(port, about));
  });
}

/** One address per mailbox: two spellings of one do not get two mails. */
function recipientsOf(
  world: World,
  facts: Facts,
  purpose: EmailCodePurpose,
): ReadonlyMap<RecipientTag, string> {
  const recipients = new Map<RecipientTag, string>();
  for (const address of deliverableTo(facts, purpose)) {
    const to = recipientTag(world, address);
    if (!recipients.has(to)) recipients.set(to, address);
  }
  return recipients;
}

async function sendOne(
  world: World,
  { policy, account, at }: SendRequest,
  to: RecipientTag,
  address: string,
  attemptId: string,
  digits: string,
  expiresAt: Instant,
): Promise<'sent' | 'capped' | 'uncounted' | 'refused' | 'unknown'> {
  const input = { attemptId, at, limits: recipientLimits(policy.email) };
  const counted = await tryPort(
    world,
    'storage',
    () => world.ports.storage.countMail(to, input),
    readWord('counted', 'capped'),
  );
  if (counted.isErr()) return 'uncounted';
  if (counted.value === 'capped') return 'capped';
  const data = {
    code: digits,
    expiresAt,
    at,
    issuer: policy.issuer,
    username: account.username,
  };
  const mail = { to: address, kind: 'code' as const, locale: account.locale, data };
  const sent = await tryPort(
    world,
    'mailer',
    () => world.ports.mailer.send(mail),
    readAnything,
    mailDeadlineMs,
  );
  // A mailer that rejects sent nothing; one that does not answer in time may have.
  return sent.match(
    () => 'sent' as const,
    (failure) => (failure.outcome === 'late' ? ('unknown' as const) : ('refused' as const)),
  );
}

function notSent({ facts, at, purpose }: SendRequest, nextCodeAt: Instant | undefined): SentCode {
  const live =
    facts.state.emailCode?.purpose === purpose && isLive(facts.state.emailCode, at)
      ? facts.state.emailCode
      : undefined;
  return {
    codeGenerated: false,
    codeExpires: live?.expiresAt,
    nextCodeAt,
    recipient: deliverableTo(facts, purpose)[0],
  };
}
