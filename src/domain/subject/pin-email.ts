/** Pinning the addresses of an automatic enrollment when the account is first seen (P7). @module */

import type { Instant } from '../base/instant.ts';
import type { AddressTag } from '../keys/keyed-names.ts';
import type { Change } from './change.ts';
import type { ChangeInput } from './factor-changes.ts';
import { isCurrent } from './generation.ts';
import type { SubjectRecord } from './subject-record.ts';

export interface PinEmailInput extends ChangeInput {
  readonly at: Instant;
  /** The addresses that are verified now. */
  readonly addresses: readonly AddressTag[];
}

/** `email` is the enrollment as it is now, and `generation` belongs to it. */
export type PinOutcome =
  | {
      readonly kind: 'pinned';
      readonly generation: number;
      readonly email: NonNullable<SubjectRecord['email']>;
    }
  | { readonly kind: 'superseded' };

/**
 * The first call pins, and every later one finds what it pinned. A pending enrollment ends, and the
 * generation rises, so that no change under way is made: either may have been permitted while there
 * was no address, by a session alone (P11). Nothing else changes: before it, email codes were on
 * for any address that the account had.
 */
export function pinEmail(record: SubjectRecord, input: PinEmailInput): Change<PinOutcome> {
  const { attemptId, at, addresses } = input;
  const isRepeated = record.changedBy === attemptId;
  if (!isRepeated && !isCurrent(record, input.generation)) return { record, outcome: { kind: 'superseded' } };
  if (record.email !== undefined)
    return { record, outcome: { kind: 'pinned', generation: record.generation, email: record.email } };
  const email = { enabledAt: at, addresses };
  const generation = record.generation + 1;
  return {
    record: { ...record, email, pendingTotp: undefined, generation, changedBy: attemptId },
    outcome: { kind: 'pinned', generation, email },
  };
}
