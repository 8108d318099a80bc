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
    if (read?.value === undefined) return read;
    found.subject = read.value.id;
    return read.value.verifiedEmails.some(isBlank) ? { value: withoutBlanks(read.value) } : read;
  };
  return callPort(call, 'accounts', find, readAndNote);
}

function isBlank(address: string): boolean {
  return address.trim() === '';
}

/**
 * A blank entry is no address: a code must not be mailed to nobody, nor stand in for a factor. The
 * fields are read one by one, since those of a class may be getters.
 */
function withoutBlanks(account: Account): Account {
  const { id, username, verifiedEmails, hasPassword, locale, mustHaveFactor, factorEnrolled } = account;
  const emails = verifiedEmails.filter((address) => !isBlank(address));
  return { id, username, verifiedEmails: emails, hasPassword, locale, mustHaveFactor, factorEnrolled };
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
