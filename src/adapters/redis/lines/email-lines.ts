/** The lines about email: the enrollment, the live code, the counted mails. @module */

import type { Instant } from '../../../domain/base/instant.ts';
import type { AddressTag } from '../../../domain/keys/keyed-names.ts';
import type { IssueEmailCodeInput } from '../../../domain/subject/issue-email-code.ts';
import type { MailLimit } from '../../../domain/subject/mail-limits.ts';
import type {
  AttemptId,
  CountedMail,
  EmailCode,
  EmailEnrollment,
} from '../../../domain/subject/subject-record.ts';
import { encodeNumber } from '../field-kinds.ts';
import { formats } from '../formats.ts';
import { readLine, writeLine } from '../line-codec.ts';

export function encodeEmail(enabledAt: Instant, addresses: readonly AddressTag[]): string {
  return writeLine(formats.email, { enabledAt, addresses });
}

export function decodeEmail(line: string): EmailEnrollment {
  const { enabledAt, addresses } = readLine(line, formats.email);
  return { enabledAt, addresses: addresses as readonly AddressTag[] };
}

/** The line of the enrollment, or of switched off email codes, which stands in its place. */
export function decodeEmailOrOptOut(line: string): EmailEnrollment | 'opted-out' {
  return line === formats.optedOut.start ? 'opted-out' : decodeEmail(line);
}

export function encodeEmailCode(code: IssueEmailCodeInput['code'], issuedBy: AttemptId): string {
  return writeLine(formats.emailCode, { ...code, issuedBy, spentBy: undefined });
}

export function decodeEmailCode(line: string): EmailCode {
  const { purpose, digest, digits, expiresAt, issuedBy, spentBy } = readLine(line, formats.emailCode);
  const code = { purpose, digest, digits, expiresAt, issuedBy };
  return spentBy === undefined ? code : { ...code, spentBy };
}

/** A script makes this line, so it has no encoder. */
export function decodeMail(line: string): CountedMail {
  return readLine(line, formats.mail);
}

/** Limits as an argument: `withinMs:maximum` for each, separated by commas. */
export function encodeLimits(limits: readonly MailLimit[]): string {
  return limits
    .map(({ withinMs, maxMails }) => `${encodeNumber(withinMs)}:${encodeNumber(maxMails)}`)
    .join(',');
}
