/** Switching emailed codes on and off, and sending one on request (P7, P8, P11). @module */

import { type Result, type ResultAsync, err, ok, safeTry } from 'neverthrow';
import { locksOf } from '../domain/attempts.ts';
import { chooseMethod, isUsable } from '../domain/challenge.ts';
import type { Denial } from '../domain/denial.ts';
import { isEnrolled } from '../domain/enrolled.ts';
import { ruleOf } from '../domain/policy.ts';
import type { EmailCodeSent, EmailEnabled, EndsOtherSessions, ManagementProof } from '../ports/two-factor.ts';
import { readWord } from './answer-shapes.ts';
import { callStorage } from './call-port.ts';
import {
  type Refusal,
  endsOtherSessions,
  freshRecoveryCodes,
  invalidRequest,
  notFound,
  permit,
  readSubject,
  superseded,
} from './manage.ts';
import { freshId } from './names.ts';
import { sendNotice } from './notices.ts';
import { recipientTag } from './read-account.ts';
import { record, recordDenial } from './record-event.ts';
import { sendEmailCode } from './send-email-code.ts';
import type { World } from './world.ts';

/** For the addresses that are verified now: one that appears later is not written to until email codes are enabled again. */
export function enableEmail(
  world: World,
  subject: string,
  proof: ManagementProof | undefined,
): ResultAsync<EmailEnabled, Refusal> {
  const about = { subject, operation: 'second-factor.email.enable', trace: [] };
  return safeTry<EmailEnabled, Refusal>(async function* () {
    const { grant, policy, account, epoch, tag } = yield* permit(
      world,
      subject,
      'second-factor.email.enable',
      proof,
    );
    const { at } = grant;
    const recipients = [...new Set(account.verifiedEmails.map((address) => recipientTag(world, address)))];
    if (recipients.length === 0)
      return err(invalidRequest('verifiedEmails', 'the account has no verified address'));
    const fresh = yield* freshRecoveryCodes(world, about, policy, tag);
    const attemptId = yield* freshId(world, about);
    const input = { attemptId, at, epoch, recipients, recoveryDigests: fresh.digests };
    const enabled = yield* callStorage(
      world,
      about,
      (storage) => storage.enableEmail(tag, input),
      readWord('enabled', 'enabled-with-recovery-codes', 'superseded'),
    );
    if (enabled === 'superseded') return err(superseded);
    record(world, { kind: 'factor-added', at, subject, method: 'email' });
    await sendNotice(world, { kind: 'factor-added', policy, account, at, data: { method: 'email' } });
    return ok(
      enabled === 'enabled' ? endsOtherSessions : { recoveryCodes: fresh.codes, ...endsOtherSessions },
    );
  });
}

/** The live code goes too. Under automatic enrolment this is the subject's word that email is not wanted. */
export function disableEmail(
  world: World,
  subject: string,
  proof: ManagementProof | undefined,
): ResultAsync<EndsOtherSessions, Refusal> {
  const about = { subject, operation: 'second-factor.email.disable', trace: [] };
  return safeTry<EndsOtherSessions, Refusal>(async function* () {
    const { grant, policy, account, epoch, facts, tag } = yield* permit(
      world,
      subject,
      'second-factor.email.disable',
      proof,
    );
    const attemptId = yield* freshId(world, about);
    const input = { attemptId, epoch, factor: 'email' as const, automaticEmail: facts.automaticEmail };
    const removed = yield* callStorage(
      world,
      about,
      (storage) => storage.removeFactor(tag, input),
      readWord('removed', 'not-enrolled', 'superseded'),
    );
    if (removed === 'superseded') return err(superseded);
    if (removed === 'not-enrolled') return err(notFound);
    record(world, { kind: 'factor-removed', at: grant.at, subject, method: 'email' });
    await sendNotice(world, {
      kind: 'factor-removed',
      policy,
      account,
      at: grant.at,
      data: { method: 'email' },
    });
    return ok(endsOtherSessions);
  });
}

export interface SendCodeOptions {
  /** The operation that the code is wanted for; one that does not allow email sends nothing (P7). */
  readonly operation?: string | undefined;
}

/** Another code, under the cooldown and the caps; the old one stops counting as the new one starts. Failures stay counted (P4). */
export function sendCode(
  world: World,
  subject: string,
  options: SendCodeOptions = {},
): ResultAsync<EmailCodeSent, Denial> {
  const operation = options.operation ?? 'second-factor.email.send-code';
  return safeTry<EmailCodeSent, Denial>(async function* () {
    const reading = yield* readSubject(world, subject, operation);
    const { policy, facts, at, about } = reading;
    const refuse = (denial: Denial): Result<EmailCodeSent, Denial> => {
      recordDenial(world, denial, at);
      return err(denial);
    };
    const rule = options.operation === undefined ? undefined : ruleOf(policy, options.operation);
    if (options.operation !== undefined && rule === undefined)
      return refuse({ kind: 'unknown-operation', ...about });
    const asked =
      rule === undefined ? undefined : chooseMethod(rule, facts, 'email', locksOf(policy.attempts));
    const firstFactor =
      asked?.kind === 'asked' && asked.asked.method === 'email' && asked.asked.purpose === 'first-factor';
    const allowed = rule === undefined || firstFactor || rule.methods.includes('email');
    const usable =
      firstFactor || (isEnrolled('email', facts.state, facts.automaticEmail) && isUsable('email', facts));
    if (!allowed || !usable)
      return refuse({ kind: 'enrollment-required', availableMethods: ['email'], ...about });
    const sent = yield* sendEmailCode(world, {
      ...reading,
      purpose: firstFactor ? 'first-factor' : 'challenge',
    }).mapErr((failure) => {
      recordDenial(world, failure, at);
      return failure;
    });
    return ok({
      codeGenerated: sent.codeGenerated,
      ...(sent.codeExpires === undefined ? {} : { codeExpires: sent.codeExpires }),
      ...(sent.nextCodeAt === undefined ? {} : { nextCodeAt: sent.nextCodeAt }),
    });
  });
}
