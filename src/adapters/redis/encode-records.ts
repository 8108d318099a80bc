/** Records as they are written; what a script must compute itself is left to it. @module */

import type { Instant } from '../../domain/base/instant.ts';
import type { RecipientTag } from '../../domain/keys/keyed-names.ts';
import type { Candidate } from '../../domain/subject/charge.ts';
import type { IssueEmailCodeInput } from '../../domain/subject/issue-email-code.ts';
import type { MailLimit } from '../../domain/subject/mail-limits.ts';
import type { StoredAccessToken, AttemptId, PendingTotp } from '../../domain/subject/subject-record.ts';
import { algorithmLetters, purposeLetters, scopeLetters } from './formats.ts';
import { encodeNumber, encodeText } from './stored-text.ts';

export function encodeFlag(flag: boolean): string {
  return flag ? '1' : '0';
}

export function encodePending(pending: PendingTotp): string {
  return record(
    encodeText(pending.id),
    algorithmLetters[pending.algorithm],
    encodeNumber(pending.digits),
    encodeNumber(pending.periodSeconds),
    encodeNumber(pending.window),
    encodeNumber(pending.expiresAt),
    encodeText(pending.sealed.keyName),
    encodeText(pending.sealed.nonce),
    encodeText(pending.sealed.ciphertext),
  );
}

export function encodeEmail(enabledAt: Instant, recipients: readonly RecipientTag[]): string {
  return record(encodeNumber(enabledAt), ...recipients.map((recipient) => encodeText(recipient)));
}

export function encodeCode(code: IssueEmailCodeInput['code'], issuedBy: AttemptId): string {
  const purpose = purposeLetters[code.purpose];
  const { digest, digits, expiresAt } = code;
  return record(
    purpose,
    encodeText(digest),
    encodeNumber(digits),
    encodeNumber(expiresAt),
    encodeText(issuedBy),
    '',
  );
}

/** A token from its digest on: its version and its place in the list are the script's. */
export function encodeToken(token: StoredAccessToken): string {
  const { owner, expiresAt } = token;
  return record(
    encodeText(token.digest),
    encodeText(token.name),
    encodeText(owner.keyName),
    encodeText(owner.nonce),
    encodeText(owner.ciphertext),
    encodeFlag(token.bypass),
    encodeNumber(token.createdAt),
    expiresAt === undefined ? '' : encodeNumber(expiresAt),
    encodeText(token.lastFour),
    ...token.scopes.map((scope) => encodeText(scope)),
  );
}

export function encodeLimits(limits: readonly MailLimit[]): string {
  return limits.map(({ withinMs, atMost }) => `${encodeNumber(withinMs)}:${encodeNumber(atMost)}`).join(',');
}

/** Three texts: the scope, whether the code fits, whether it is only for a first factor. */
export function encodeCandidate(candidate: Candidate): string {
  const { method, onlyWithoutFactor } = candidate;
  return `${scopeLetters[method]},${encodeShape(candidate)},${encodeFlag(onlyWithoutFactor === true)}`;
}

/** The number of digits that were typed, or whether the text is well formed: `y` or `n`. */
function encodeShape(candidate: Candidate): string {
  if ('isWellFormed' in candidate) return candidate.isWellFormed ? 'y' : 'n';
  return candidate.digits === undefined ? 'n' : encodeNumber(candidate.digits);
}

/** A number that may be absent. */
export function encodeOptional(value: number | undefined): string {
  return value === undefined ? '' : encodeNumber(value);
}

function record(...fields: readonly string[]): string {
  return fields.join('|');
}
