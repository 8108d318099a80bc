/** Switching emailed codes on, and sending one on request (P7, P8, P11). @module */

import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import { chooseMethod, fallbacksOf, isUsable } from '../../domain/decision/challenge.ts';
import type { Denial } from '../../domain/decision/denial.ts';
import { ruleOf } from '../../domain/policy/policy.ts';
import { isDisabled, locksOf } from '../../domain/subject/attempts.ts';
import type { EmailCodeSent, EmailEnabled } from '../../ports/two-factor.ts';
import type { Call } from '../call/call.ts';
import { announceFactor } from '../call/notices.ts';
import { recipientTag } from '../call/read-account.ts';
import { type Steps, refuse } from '../call/steps.ts';
import { sendEmailCode } from '../verify/send-email-code.ts';
import {
  type WithProof,
  commit,
  endsOtherSessions,
  freshRecoveryCodes,
  invalidRequest,
  permit,
  readSubject,
} from './manage.ts';

/** For the addresses that are verified now: one that appears later is not written to until email codes are enabled again. */
export async function* enableEmail(call: Call, request: WithProof): Steps<EmailEnabled> {
  const permission = yield* permit(call, request);
  const { at, account } = permission;
  const recipients = [...new Set(account.verifiedEmails.map((address) => recipientTag(call, address)))];
  if (recipients.length === 0)
    return yield* refuse(invalidRequest('verifiedEmails', 'the account has no verified address'));
  const { codes, digests: recoveryDigests } = yield* freshRecoveryCodes(permission);
  const enabled = yield* commit(
    permission,
    (storage, tag, change) => storage.enableEmail(tag, { ...change, at, recipients, recoveryDigests }),
    'enabled',
    'enabled-with-recovery-codes',
    'superseded',
  );
  await announceFactor(permission, 'factor-added', 'email');
  return withoutUndefined({ ...endsOtherSessions, recoveryCodes: enabled === 'enabled' ? undefined : codes });
}

/**
 * Another code, under the cooldown and the caps; the old one stops counting as the new one starts. Failures stay counted (P4).
 * With `operation`, the one that the code is wanted for: one that does not allow email sends nothing (P7).
 */
export async function* sendCode(call: Call, operation: string | undefined): Steps<EmailCodeSent, Denial> {
  const reading = yield* readSubject(call);
  const { policy, facts, about } = reading;
  const rule = operation === undefined ? undefined : ruleOf(policy, operation);
  if (operation !== undefined && rule === undefined)
    return yield* refuse({ kind: 'unknown-operation', ...about });
  const firstFactor = rule !== undefined && fallbacksOf(rule, facts).email;
  const allowed = rule === undefined || rule.methods.includes('email');
  if (!firstFactor && !(allowed && isUsable('email', facts)))
    return yield* refuse({ kind: 'enrollment-required', availableMethods: ['email'], ...about });
  const locks = locksOf(policy.attempts);
  if (isDisabled('email', facts.state.attempts.email, locks)) {
    const other = rule && chooseMethod(rule, facts, undefined, locks);
    const availableMethods = other?.kind === 'asked' ? other.asked.availableMethods : [];
    return yield* refuse({ kind: 'factor-disabled', method: 'email', availableMethods, ...about });
  }
  const { recipient: _, ...sent } = yield* sendEmailCode(reading, firstFactor ? 'first-factor' : 'challenge');
  return withoutUndefined(sent);
}
