/** Emailed codes: their digests, and their digits in groups (P7). @module */

import { equalsAny } from '../base/constant-time.ts';
import { grouped } from '../base/draw.ts';
import { type Instant, isLive } from '../base/instant.ts';
import type { DerivedMacs } from '../keys/derived-keys.ts';
import { digestCandidates, digestSecret, type SubjectTag } from '../keys/keyed-names.ts';
import type { EmailCode, EmailCodePurpose } from '../subject/subject-record.ts';
import type { SubjectState } from '../subject/subject-state.ts';

/** The digest to store, bound to the subject and to the purpose of the code. */
export function digestEmailCode(
  macs: DerivedMacs,
  tag: SubjectTag,
  purpose: EmailCodePurpose,
  digits: string,
): string {
  return digestSecret(macs, ['email-code', tag, purpose, digits]);
}

/** Whether the typed digits are the code. Every key is tried, and every comparison is made. */
export function matchesEmailCode(
  macs: DerivedMacs,
  tag: SubjectTag,
  purpose: EmailCodePurpose,
  code: EmailCode,
  digits: string,
): boolean {
  const digests = digestCandidates(macs, ['email-code', tag, purpose, digits]);
  return equalsAny(code.digest, digests) && code.purpose === purpose;
}

/** The live code of a purpose. */
export function liveCodeFor(
  purpose: EmailCodePurpose,
  { emailCode }: SubjectState,
  at: Instant,
): EmailCode | undefined {
  return emailCode?.purpose === purpose && isLive(emailCode, at) ? emailCode : undefined;
}

/** Grouped for reading: `123 456`, `1234 5678`. */
export function groupDigits(code: string): string {
  const digits = code.replace(/[ -]/g, '');
  const size = digits.length % 3 === 0 ? 3 : digits.length % 4 === 0 ? 4 : 5;
  return grouped(digits, size, ' ');
}
