/** Switching email codes on, and sending one on request (P7, P8, P11). @module */

import { type Result, err, ok } from 'neverthrow';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import { chooseMethod, fallbacksOf, hasAnyFactor, isUsable } from '../../domain/decision/choose-method.ts';
import { denyUnknownOperation } from '../../domain/decision/decision.ts';
import type { Denial } from '../../domain/decision/denial.ts';
import { type Facts, about } from '../../domain/decision/situation.ts';
import type { Factor } from '../../domain/policy/method.ts';
import { ruleOf } from '../../domain/policy/policy.ts';
import type { Rule } from '../../domain/policy/rule.ts';
import { isDisabled, locksOf } from '../../domain/subject/attempts.ts';
import type { EmailCodeSent, EmailEnabled } from '../../ports/management.ts';
import { unavailable } from '../call/call-port.ts';
import type { Call, Refusal } from '../call/call.ts';
import { addressTags } from '../call/mailbox.ts';
import { announceFactor } from '../call/notices.ts';
import { sendEmailCode } from '../verify/send-email-code.ts';
import { commit, invalidRequest } from './commit.ts';
import { freshRecoveryCodes } from './fresh-recovery-codes.ts';
import { type WithProof, endsOtherSessions, permit, readSubject } from './permit.ts';

/**
 * For the addresses that are verified now. A later one gets no code until email codes are enabled
 * again. Without a mailer the factor could never be presented, so nothing is asked for or changed.
 */
export async function enableEmail(call: Call, request: WithProof): Promise<Result<EmailEnabled, Refusal>> {
  if (call.ports.mailer === undefined) return err(unavailable('mailer', call.topic));
  const permission = await permit(call, request);
  if (permission.isErr()) return err(permission.error);
  const known = permission.value;
  const { at, account } = known.call;
  const addresses = addressTags(call, account.verifiedEmails);
  if (addresses.length === 0)
    return err(invalidRequest('verifiedEmails', 'the account has no verified address'));
  const fresh = freshRecoveryCodes(known.call);
  if (fresh.isErr()) return err(fresh.error);
  const { codes, digests: recoveryDigests } = fresh.value;
  const enabled = await commit(known, 'enableEmail', { at, addresses, recoveryDigests });
  if (enabled.isErr()) return err(enabled.error);
  announceFactor(known.call, 'factor-added', 'email');
  const recoveryCodes = enabled.value === 'enabled' ? undefined : codes;
  return ok(withoutUndefined({ ...endsOtherSessions, recoveryCodes }));
}

/**
 * Another code, under the cooldown and the caps. The old code ends as the new one starts. Failures
 * stay counted (P4). For an operation that does not accept email nothing is sent (P7).
 */
export async function sendCode(
  call: Call,
  operation: string | undefined,
): Promise<Result<EmailCodeSent, Denial>> {
  const known = await readSubject(call);
  if (known.isErr()) return err(known.error);
  const { call: subjectCall, facts } = known.value;
  const rule = operation === undefined ? undefined : ruleOf(call.policy, operation);
  if (operation !== undefined && rule === undefined)
    return err(denyUnknownOperation(subjectCall.topic).denial);
  const provesAddress = rule !== undefined && !hasAnyFactor(facts) && fallbacksOf(rule, facts.account).email;
  const isAccepted = rule === undefined || rule.methods.includes('email');
  if (!provesAddress && !(isAccepted && isUsable('email', facts)))
    return err({
      kind: 'enrollment-required',
      availableMethods: ['email'],
      ...about(subjectCall.topic, [{ step: 'method', result: 'none-allowed' }]),
    });
  if (isDisabled('email', facts.state.attempts.email, locksOf(call.policy.attempts))) {
    const availableMethods = rule === undefined ? [] : otherMethods(call, rule, facts);
    return err({
      kind: 'factor-disabled',
      method: 'email',
      availableMethods,
      ...about(subjectCall.topic, [{ step: 'method', result: 'all-disabled' }]),
    });
  }
  const sent = await sendEmailCode(subjectCall, facts, provesAddress ? 'first-factor' : 'challenge');
  return sent.map(withoutUndefined);
}

function otherMethods({ policy, at }: Call, rule: Rule, facts: Facts): readonly Factor[] {
  const choice = chooseMethod({ policy, rule, facts, at, request: { signedInAt: undefined } }, undefined);
  return choice.kind === 'asked' ? choice.asked.availableMethods : [];
}
