/**
 * The receipt of a grant that vouches for new addresses: nobody else can write one, and it is worth
 * something at one generation alone, so it works once (P7).
 * @module
 */

import { equalsAny } from '../base/constant-time.ts';
import type { Instant } from '../base/instant.ts';
import type { DerivedMacs } from '../keys/derived-keys.ts';
import { type SubjectTag, digestCandidates, digestSecret } from '../keys/keyed-names.ts';
import type { Factor } from '../policy/method.ts';
import type { ReservedOperation } from '../policy/rule.ts';

/** The operation whose grants carry a receipt. */
export const vouchingOperation: ReservedOperation = 'second-factor.account.change';

/** What a receipt is bound to: the factor that was verified, whose it is, and when. */
export interface Vouching {
  readonly tag: SubjectTag;
  readonly by: Factor;
  readonly at: Instant;
}

/** `<generation>.<MAC>` */
export function writeReceipt(macs: DerivedMacs, vouching: Vouching, generation: number): string {
  return `${generation}.${digestSecret(macs, partsOf(vouching, String(generation)))}`;
}

/**
 * The generation at which it was written; `undefined` for any other text. Every key is tried, and
 * every comparison is made.
 */
export function readReceipt(macs: DerivedMacs, vouching: Vouching, receipt: unknown): number | undefined {
  if (typeof receipt !== 'string') return undefined;
  const end = receipt.indexOf('.');
  const generation = receipt.slice(0, end);
  const isOurs = equalsAny(receipt.slice(end + 1), digestCandidates(macs, partsOf(vouching, generation)));
  return isOurs ? Number(generation) : undefined;
}

function partsOf({ tag, by, at }: Vouching, generation: string): readonly string[] {
  return ['account-change', tag, by, String(at), generation];
}
