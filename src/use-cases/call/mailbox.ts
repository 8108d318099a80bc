/**
 * One name per mailbox, so that mails to all spellings of its address are counted together (P8).
 * @module
 */

import { normalizeAddress } from '../../domain/base/email-address.ts';
import { type RecipientTag, tagRecipient } from '../../domain/keys/keyed-names.ts';
import type { Call } from './call.ts';
import { ignoreRejection } from './ignore-rejection.ts';

/** The normal form of an address. */
export function mailboxOf({ ports }: Call, address: string): string {
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

/** The keyed hash that stands for a mailbox in storage. */
export function recipientTag(call: Call, address: string): RecipientTag {
  return tagRecipient(call.macs, mailboxOf(call, address));
}
