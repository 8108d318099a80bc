/** The host reports that it changed addresses or password of an account (P7, P11). @module */

import { type Result, err, ok } from 'neverthrow';
import { clockToleranceMs } from '../../domain/base/instant.ts';
import type { AddressTag } from '../../domain/keys/keyed-names.ts';
import { isFactor } from '../../domain/policy/method.ts';
import type { ReservedOperation } from '../../domain/policy/rule.ts';
import type { AccountChange, EndsOtherSessions } from '../../ports/management.ts';
import type { Call, Refusal, SubjectCall } from '../call/call.ts';
import { freshId } from '../call/fresh-ids.ts';
import { addressTags } from '../call/mailbox.ts';
import { announce } from '../call/notices.ts';
import { invalidRequest, perform } from './commit.ts';
import { endsOtherSessions, readSubjectOrId } from './permit.ts';

/** What the grant must be for. */
const grantedOperation: ReservedOperation = 'second-factor.account.change';
/** How old the factor may be that vouches for new addresses, in milliseconds. */
const maxFactorAgeMs = 300_000;

/**
 * The change was made already, so trust, the live code and a pending enrollment end before anything
 * is refused. Only a factor that was verified just now vouches for the new addresses: a stolen
 * session that changed them must not be mailed the codes.
 */
export async function accountChanged(
  call: Call,
  change: AccountChange,
): Promise<Result<EndsOtherSessions, Refusal>> {
  const known = await readSubjectOrId(call);
  if (known.isErr()) return err(known.error);
  const attemptId = freshId(call);
  if (attemptId.isErr()) return err(attemptId.error);
  const what = change?.what === 'email' ? 'email' : 'password';
  const grant: unknown = what === 'email' ? (change.grant ?? undefined) : undefined;
  const isFit = grant !== undefined && isFreshGrant(known.value, grant);
  const raised = await perform(known.value, 'raiseGeneration', {
    attemptId: attemptId.value,
    addresses: isFit ? addressesNow(known.value) : undefined,
    clears: change?.what === 'password' ? 'password' : undefined,
  });
  if (raised.isErr()) return err(raised.error);
  const notice = { kind: `${what}-changed`, alsoTo: addressesOf(change?.previousEmails) } as const;
  announce(known.value, { kind: 'account-changed', what }, notice);
  if (grant !== undefined && !isFit)
    return err(invalidRequest('grant', 'must be a grant of account.change that a factor earned just now'));
  return ok(endsOtherSessions);
}

/** Without a verified address the pinned ones stay: one of them may be verified again. */
function addressesNow(call: SubjectCall): readonly AddressTag[] | undefined {
  const addresses = addressTags(call, call.account.verifiedEmails);
  return addresses.length === 0 ? undefined : addresses;
}

/** The grant comes from the host, so nothing of it is taken for granted. */
function isFreshGrant({ topic, at }: SubjectCall, grant: unknown): boolean {
  if (typeof grant !== 'object' || grant === null) return false;
  const { subject, operation, by, at: earnedAt } = grant as Partial<Record<string, unknown>>;
  return (
    subject === topic.subject &&
    operation === grantedOperation &&
    isFactor(by) &&
    typeof earnedAt === 'number' &&
    at - earnedAt <= maxFactorAgeMs &&
    earnedAt - at <= clockToleranceMs
  );
}

/**
 * One address, or several. Non-strings are ignored, so one bad entry does not stop the other
 * notices.
 */
function addressesOf(given: unknown): readonly string[] {
  const addresses: readonly unknown[] = Array.isArray(given) ? given : [given];
  return addresses.filter((address) => typeof address === 'string');
}
