/** Emailed codes: their digests, and their digits in groups (P7). @module */

import { equalsAny } from '../base/constant-time.ts';
import { grouped } from '../base/draw.ts';
import { type Instant, isLive } from '../base/instant.ts';
import type { DerivedMacs } from '../keys/derived-keys.ts';
import { type AddressTag, digestCandidates, digestSecret, type SubjectTag } from '../keys/keyed-names.ts';
import type { EmailCode, EmailCodePurpose } from '../subject/subject-record.ts';
import type { SubjectState } from '../subject/subject-state.ts';

/** What a code is bound to: it opens nothing for another subject, purpose or address (P7). */
export interface EmailCodeBinding {
  readonly tag: SubjectTag;
  readonly purpose: EmailCodePurpose;
  /** Every address that it goes to, sorted. */
  readonly addresses: readonly AddressTag[];
}

/** The digest to store. */
export function digestEmailCode(macs: DerivedMacs, binding: EmailCodeBinding, digits: string): string {
  return digestSecret(macs, partsOf(binding, digits));
}

/**
 * Whether the typed digits are the code. Every key is tried, and every comparison is made. Without
 * an address that the code could have gone to, no code is right.
 */
export function matchesEmailCode(
  macs: DerivedMacs,
  binding: EmailCodeBinding,
  { code, digits }: { readonly code: Pick<EmailCode, 'purpose' | 'digest'>; readonly digits: string },
): boolean {
  const digests = digestCandidates(macs, partsOf(binding, digits));
  const isRight = equalsAny(code.digest, digests) && code.purpose === binding.purpose;
  return isRight && binding.addresses.length > 0;
}

function partsOf({ tag, purpose, addresses }: EmailCodeBinding, digits: string): readonly string[] {
  return ['email-code', tag, purpose, digits, ...addresses];
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
