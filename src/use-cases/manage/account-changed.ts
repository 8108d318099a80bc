/** The host reports that it changed addresses or password of an account (P7, P11). @module */

import { type Result, err, ok } from 'neverthrow';
import { clockToleranceMs } from '../../domain/base/instant.ts';
import { readReceipt, vouchingOperation } from '../../domain/codes/change-receipt.ts';
import { isFactor } from '../../domain/policy/method.ts';
import type { AccountChange, EndsOtherSessions } from '../../ports/management.ts';
import type { Call, Refusal, SubjectCall } from '../call/call.ts';
import { revocationId } from '../call/fresh-ids.ts';
import { addressTags } from '../call/mailbox.ts';
import { announce } from '../call/notices.ts';
import { invalidRequest, perform } from './commit.ts';
import { endsOtherSessions, readSubjectOrId } from './permit.ts';

/** How old the factor may be that vouches for new addresses, in milliseconds. */
const maxFactorAgeMs = 300_000;

const unfitGrant = 'must be a grant of second-factor.account.change that a factor earned just now';
const outdatedGrant = 'was used, or the subject changed since it was earned: ask for the factor again';

/**
 * The change was made already, so trust, the live code and a pending enrollment end before anything
 * is refused. Only a factor that was verified just now vouches for the new addresses, and once: a
 * stolen session that changed them must not be mailed the codes.
 */
export async function accountChanged(
  call: Call,
  change: AccountChange,
): Promise<Result<EndsOtherSessions, Refusal>> {
  const { what, previousEmails, grant: given } = change ?? {};
  const known = await readSubjectOrId(call);
  if (known.isErr()) return err(known.error);
  const grant: unknown = what === 'email' ? (given ?? undefined) : undefined;
  const generation = vouchedGeneration(known.value, grant);
  const addresses = addressTags(call, known.value.account.verifiedEmails);
  const raised = await perform(known.value, 'raiseGeneration', {
    attemptId: revocationId(call),
    pins: generation === undefined ? undefined : { generation, addresses },
    clears: what === 'password' ? what : undefined,
  });
  if (raised.isErr()) return err(raised.error);
  if (what !== 'email' && what !== 'password')
    return err(invalidRequest('what', 'must be "email" or "password"'));
  const notice = { kind: `${what}-changed`, alsoTo: addressesOf(previousEmails) } as const;
  announce(known.value, { kind: 'account-changed', what }, notice);
  if (raised.value === 'raised-unpinned') return err(invalidRequest('grant', outdatedGrant));
  if (grant !== undefined && generation === undefined) return err(invalidRequest('grant', unfitGrant));
  return ok(endsOtherSessions);
}

/**
 * The generation at which a factor vouched. The grant comes from the host, so nothing of it is
 * taken for granted.
 */
function vouchedGeneration(call: SubjectCall, grant: unknown): number | undefined {
  if (typeof grant !== 'object' || grant === null) return undefined;
  const { macs, subjectTag: tag, topic } = call;
  const { subject, operation, by, at, receipt } = grant as Partial<Record<string, unknown>>;
  const isFresh =
    subject === topic.subject &&
    operation === vouchingOperation &&
    isFactor(by) &&
    typeof at === 'number' &&
    call.at - at <= maxFactorAgeMs &&
    at - call.at <= clockToleranceMs;
  return isFresh ? readReceipt(macs, { tag, by, at }, receipt) : undefined;
}

/**
 * One address, or several. Blank ones and non-strings are ignored, so one bad entry does not stop
 * the other notices.
 */
function addressesOf(given: unknown): readonly string[] {
  const addresses: readonly unknown[] = Array.isArray(given) ? given : [given];
  return addresses
    .filter((address) => typeof address === 'string')
    .filter((address) => address.trim() !== '');
}
