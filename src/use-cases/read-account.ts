/** Who is asking: the account, and what follows from it for the decision. @module */

import type { ResultAsync } from 'neverthrow';
import type { Facts } from '../domain/challenge.ts';
import type { Unavailable } from '../domain/denial.ts';
import { normalizeAddress } from '../domain/email-address.ts';
import { type RecipientTag, tagRecipient } from '../domain/keyed-names.ts';
import type { Policy } from '../domain/policy.ts';
import type { SubjectState } from '../domain/subject-record.ts';
import type { Account } from '../ports/accounts.ts';
import { readAccount } from './answer-shapes.ts';
import { callPort } from './call-port.ts';
import type { About, World } from './world.ts';

/** The account of a subject, or `undefined`; an id that is no text, or empty, is nobody's. */
export function findAccount(world: World, about: About): ResultAsync<Account | undefined, Unavailable> {
  return callPort(
    world,
    about,
    'accounts',
    () =>
      typeof about.subject === 'string' && about.subject !== ''
        ? world.ports.accounts.find(about.subject)
        : undefined,
    readAccount,
  );
}

/** Whether the policy enrols email for this account by itself. */
export function isAutomatic(policy: Policy, account: Account): boolean {
  return policy.email.enrollment === 'automatic' && account.verifiedEmails.length > 0;
}

export function factsOf(world: World, policy: Policy, account: Account, state: SubjectState): Facts {
  return {
    account,
    state,
    automaticEmail: isAutomatic(policy, account),
    tagOf: (address) => recipientTag(world, address),
  };
}

/** The name of an address in storage, whatever its spelling. */
export function recipientTag(world: World, address: string): RecipientTag {
  return tagRecipient(world.macs, normalizeAddress(address, world.toAscii));
}
