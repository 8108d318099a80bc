/**
 * The names of addresses in storage: one per exact address, which decides who gets a code, and one
 * per mailbox, under which mails to all its spellings are counted (P7, P8).
 * @module
 */

import { exactAddress, normalizeAddress } from '../../domain/base/email-address.ts';
import {
  type AddressTag,
  type RecipientTag,
  tagAddress,
  tagNotices,
  tagRecipient,
} from '../../domain/keys/keyed-names.ts';
import type { Call } from './call.ts';
import { ignoreRejection } from './ignore-rejection.ts';

/** The keyed hash that stands for an exact address in storage. */
export function addressTag({ macs }: Call, address: string): AddressTag {
  return tagAddress(macs, exactAddress(address));
}

/** The keyed hashes of several addresses, each once. */
export function addressTags(call: Call, addresses: readonly string[]): readonly AddressTag[] {
  return [...new Set(addresses.map((address) => addressTag(call, address)))];
}

/** The keyed hash that stands for a mailbox in storage, where its codes are counted. */
export function recipientTag(call: Call, address: string): RecipientTag {
  return tagRecipient(call.macs, mailboxOf(call, address));
}

/** The keyed hash under which the notices to a mailbox are counted. */
export function noticesTag(call: Call, address: string): RecipientTag {
  return tagNotices(call.macs, mailboxOf(call, address));
}

function mailboxOf({ ports }: Call, address: string): string {
  return normalizeAddress(address, (domain) => {
    try {
      const ascii: unknown = ignoreRejection(ports.domains?.toAscii(domain));
      return typeof ascii === 'string' ? ascii : undefined;
    } catch {
      // The domain as it is written still counts mails.
      return undefined;
    }
  });
}
