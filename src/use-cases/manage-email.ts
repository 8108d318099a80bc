/** Switching emailed codes on and off, and sending one on request (P7, P8, P11). @module */

import { type Result, type ResultAsync, err, ok, safeTry } from 'neverthrow';
import { isDisabled, locksOf } from '../domain/attempts.ts';
import { chooseMethod, firstFactorLadder, isUsable } from '../domain/challenge.ts';
import type { Denial } from '../domain/denial.ts';
import { isEnrolled } from '../domain/enrolled.ts';
import { ruleOf } from '../domain/policy.ts';
import type { EmailCodeSent, EmailEnabled, ManagementProof } from '../ports/two-factor.ts';
import {
  type Refusal,
  endsOtherSessions,
  freshRecoveryCodes,
  invalidRequest,
  permit,
  readSubject,
  announce,
  commit,
} from './manage.ts';
import { recipientTag } from './read-account.ts';
import { recordDenial } from './record-event.ts';
import { sendEmailCode } from './send-email-code.ts';
import type { World } from './world.ts';

/** For the addresses that are verified now: one that appears later is not written to until email codes are enabled again. */
export function enableEmail(
  world: World,
  subject: string,
  proof: ManagementProof | undefined,
): ResultAsync<EmailEnabled, Refusal> {
  return safeTry<EmailEnabled, Refusal>(async function* () {
    const permission = yield* permit(world, subject, 'second-factor.email.enable', proof);
    const { at, policy, account, epoch, tag, about } = permission;
    const recipients = [...new Set(account.verifiedEmails.map((address) => recipientTag(world, address)))];
    if (recipients.length === 0)
      return err(invalidRequest('verifiedEmails', 'the account has no verified address'));
    const fresh = yield* freshRecoveryCodes(world, about, policy, tag);
    const input = { at, epoch, recipients, recoveryDigests: fresh.digests };
    const enabled = yield* commit(
      world,
      about,
      (storage, attemptId) => storage.enableEmail(tag, { ...input, attemptId }),
      'enabled',
      'enabled-with-recovery-codes',
      'superseded',
    );
    const change = { kind: 'factor-added' } as const;
    await announce(
      world,
      permission,
      { ...change, method: 'email' },
      { ...change, data: { method: 'email' } },
    );
    return ok(
      enabled === 'enabled' ? endsOtherSessions : { recoveryCodes: fresh.codes, ...endsOtherSessions },
    );
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
  options?: SendCodeOptions | null,
): ResultAsync<EmailCodeSent, Denial> {
  const wanted = options?.operation ?? undefined;
  const operation = wanted ?? 'second-factor.email.send-code';
  return safeTry<EmailCodeSent, Denial>(async function* () {
    const reading = yield* readSubject(world, subject, operation);
    const { policy, facts, at, about } = reading;
    const refuse = (denial: Denial): Result<EmailCodeSent, Denial> => {
      recordDenial(world, denial, at);
      return err(denial);
    };
    const rule = wanted === undefined ? undefined : ruleOf(policy, wanted);
    if (wanted !== undefined && rule === undefined) return refuse({ kind: 'unknown-operation', ...about });
    const locks = locksOf(policy.attempts);
    const firstFactor = rule !== undefined && firstFactorLadder(rule, facts).email;
    const allowed = rule === undefined || rule.methods.includes('email');
    const usable = isEnrolled('email', facts.state, facts.automaticEmail) && isUsable('email', facts);
    if (!firstFactor && !(allowed && usable))
      return refuse({ kind: 'enrollment-required', availableMethods: ['email'], ...about });
    if (isDisabled('email', facts.state.attempts.email, locks)) {
      const other = rule === undefined ? undefined : chooseMethod(rule, facts, undefined, locks);
      const availableMethods = other?.kind === 'asked' ? other.asked.availableMethods : [];
      return refuse({ kind: 'factor-disabled', method: 'email', availableMethods, ...about });
    }
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
