/** Who is asking: the account, and what follows from it for the decision. @module */

import type { Result } from 'neverthrow';
import { normalizeAddress } from '../../domain/base/email-address.ts';
import type { Facts } from '../../domain/decision/challenge.ts';
import type { Unavailable } from '../../domain/decision/denial.ts';
import { type RecipientTag, tagRecipient } from '../../domain/keys/keyed-names.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { SubjectState } from '../../domain/subject/subject-state.ts';
import type { Account } from '../../ports/accounts.ts';
import { callPort } from './call-port.ts';
import type { Call } from './call.ts';
import { readAccount } from './result-shapes.ts';

/** The account of a subject, or `undefined`; an id that is no text, or empty, is nobody's. */
export function findAccount(call: Call): Promise<Result<Account | undefined, Unavailable>> {
  const { subject } = call.about;
  const find = (): unknown =>
    typeof subject === 'string' && subject !== '' ? call.ports.accounts.find(subject) : undefined;
  return callPort(call, 'accounts', find, readAccount);
}

/** Whether the policy enrolls email for this account by itself. */
export function isAutomatic(policy: Policy, account: Account): boolean {
  return policy.email.enrollment === 'automatic' && account.verifiedEmails.length > 0;
}

export function factsOf(call: Call, account: Account, state: SubjectState): Facts {
  return {
    account,
    state,
    automaticEmail: isAutomatic(call.policy, account),
    tagOf: (address) => recipientTag(call, address),
  };
}

/** The name of an address in storage, whatever its spelling. */
export function recipientTag({ macs, toAscii }: Call, address: string): RecipientTag {
  return tagRecipient(macs, normalizeAddress(address, toAscii));
}
