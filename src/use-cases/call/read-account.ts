/** The account of the subject, and the facts that follow from it. @module */

import type { Facts } from '../../domain/decision/situation.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { SubjectState } from '../../domain/subject/subject-state.ts';
import type { Account } from '../../ports/accounts.ts';
import { type OrUnavailable, callPort } from './call-port.ts';
import type { Call } from './call.ts';
import { addressTag } from './mailbox.ts';
import { readAccount } from './result-shapes.ts';

/**
 * The account of the call's subject, or `undefined`. An empty subject has none: it stands for a
 * non-string.
 */
export function findAccount(call: Call): Promise<OrUnavailable<Account | undefined>> {
  const { ports, topic, found } = call;
  const { subject } = topic;
  const find = (): unknown => (subject ? ports.accounts.find(subject) : undefined);
  const readAndNote: typeof readAccount = (returned) => {
    const read = readAccount(returned);
    if (read?.value !== undefined) found.subject = read.value.id;
    return read;
  };
  return callPort(call, 'accounts', find, readAndNote);
}

/** Whether the policy enrolls email by itself for this account. */
export function enrollsEmailAutomatically(policy: Policy, account: Account): boolean {
  return policy.email.enrollment === 'automatic' && account.verifiedEmails.length > 0;
}

export function factsOf(call: Call, account: Account, state: SubjectState): Facts {
  return {
    account,
    state,
    automaticEmail: enrollsEmailAutomatically(call.policy, account),
    tagOf: (address) => addressTag(call, address),
  };
}
