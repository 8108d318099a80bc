/** Emailed codes: how they are digested and printed (P7). @module */

import type { DerivedMacs } from './derived-keys.ts';
import { digestCandidates, digestSecret, type SubjectTag } from './keyed-names.ts';
import type { EmailCode, EmailCodePurpose } from './subject-record.ts';
import { equalInConstantTime } from './text-bytes.ts';

/** The digest that is stored: bound to the subject and to what the code is for. */
export function digestEmailCode(
  macs: DerivedMacs,
  tag: SubjectTag,
  purpose: EmailCodePurpose,
  digits: string,
): string {
  return digestSecret(macs, ['email-code', tag, purpose, digits]);
}

/** Whether the typed digits are the code; every key is tried, and every comparison is made. */
export function matchesEmailCode(
  macs: DerivedMacs,
  tag: SubjectTag,
  purpose: EmailCodePurpose,
  code: EmailCode,
  digits: string,
): boolean {
  const digests = digestCandidates(macs, ['email-code', tag, purpose, digits]);
  const matches = digests.map((digest) => equalInConstantTime(digest, code.digest));
  return matches.includes(true) && code.purpose === purpose;
}

/** Grouped for reading, however they come: `123 456`, `1234 5678`. */
export function groupDigits(code: string): string {
  const digits = code.replace(/[ -]/g, '');
  const size = digits.length % 3 === 0 ? 3 : digits.length % 4 === 0 ? 4 : 5;
  return digits.match(new RegExp(`.{1,${size}}`, 'g'))?.join(' ') ?? digits;
}
