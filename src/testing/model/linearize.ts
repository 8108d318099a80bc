/** Linearizability: concurrent calls have the outcomes of some sequential order. @module */

import type { Instant } from '../../domain/base/instant.ts';
import type { StorageCall } from '../seam/storage-call.ts';
import { comparable } from './comparable.ts';
import { type Remembered, applyCall, nothing } from './model.ts';

/** One call as its caller observed it. */
export interface Observed {
  readonly call: StorageCall;
  /** When the call was made and when it returned, on any clock that only rises. */
  readonly calledAt: number;
  readonly returnedAt: number;
  /** Absent if it is unknown whether the call took effect. */
  readonly outcome?: { readonly value: unknown };
}

/**
 * Whether some order of the calls respects their times and gives every observed outcome in the
 * model. A call of unknown outcome may have taken effect at any time since it was made, or never.
 *
 * @param at the instant of the latest call. What has expired at `at` is not compared.
 */
export function isLinearizable(history: readonly Observed[], at: Instant): boolean {
  // Linearizability is local (Herlihy and Wing 1990, theorem 1), so each subject or recipient is
  // searched on its own.
  const objects = new Map<string, Pending[]>();
  for (const observed of history) {
    const object = `${observed.call.verb === 'countMail'} ${observed.call.args[0]}`;
    const expected = observed.outcome === undefined ? 'unknown' : outcomeText(observed.outcome.value, at);
    objects.set(object, [...(objects.get(object) ?? []), { ...observed, expected }]);
  }
  return [...objects.values()].every((calls) => search(nothing, calls, at, new Set()));
}

/** A call that has no place in the order yet. */
interface Pending extends Observed {
  readonly expected: string;
}

/** Searches depth-first. `failed` holds the positions from which no order was found. */
function search(before: Remembered, pending: readonly Pending[], at: Instant, failed: Set<string>): boolean {
  const returned = pending.filter((one) => one.outcome !== undefined);
  if (returned.length === 0) return true;
  const firstReturn = Math.min(...returned.map((one) => one.returnedAt));
  const possible = pending.filter((one) => one.calledAt <= firstReturn);
  const position = possible.length === 1 ? undefined : positionText(before, pending);
  if (position !== undefined && failed.has(position)) return false;
  for (const next of possible) {
    const { after, outcome } = applyCall(before, next.call);
    const changesNothing = after.record === before.record && after.mails === before.mails;
    if (next.outcome === undefined ? changesNothing : outcomeText(outcome, at) !== next.expected) continue;
    const others = pending.filter((one) => one !== next);
    if (search(after, others, at, failed)) return true;
  }
  if (position !== undefined) failed.add(position);
  return false;
}

/** A position of the search: the calls that are left, and what the model holds. */
function positionText({ record, mails }: Remembered, pending: readonly Pending[]): string {
  const left = pending.map((one) => one.calledAt);
  return JSON.stringify([left, { ...record, tokens: [...record.tokens] }, mails]);
}

function outcomeText(outcome: unknown, at: Instant): string {
  return JSON.stringify(comparable(outcome, at)) ?? 'undefined';
}
