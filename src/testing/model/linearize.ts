/** Linearizability: searches for an order of calls that explains every outcome. @module */

import type { Instant } from '../../domain/base/instant.ts';
import { type StorageCall, objectOf } from '../seam/storage-call.ts';
import { comparable } from './comparable.ts';
import { type Remembered, applyCall, nothing } from './model.ts';

/** One call as its caller saw it. */
export interface Observed {
  readonly call: StorageCall;
  /** When the call was made, in any unit that only grows. */
  readonly calledAt: number;
  /** When it returned, in the same unit; `Infinity` if the outcome is unknown. */
  readonly returnedAt: number;
  /** Absent if unknown: the call took effect at some time after it was made, or never. */
  readonly outcome?: { readonly value: unknown };
}

/**
 * Whether some order of the calls explains every observed outcome. The order respects time: a call
 * that returned before another was made comes first. A call of unknown outcome takes effect
 * anywhere after it was made, or never.
 *
 * @param at what has expired at this instant is not compared; pass the latest instant of the calls.
 */
export function isLinearizable(history: readonly Observed[], at: Instant): boolean {
  // Linearizability is local (Herlihy and Wing 1990, theorem 1): each object is searched alone.
  const objects = new Map<string, Unordered[]>();
  for (const observed of history) {
    const object = objectOf(observed.call);
    const expected = observed.outcome === undefined ? 'unknown' : toText(observed.outcome.value, at);
    objects.set(object, [...(objects.get(object) ?? []), { ...observed, expected }]);
  }
  return [...objects.values()].every((calls) => search(nothing, calls, at, new Set()));
}

/** A call that has no place in the order yet. */
interface Unordered extends Observed {
  /** The comparable outcome as text. */
  readonly expected: string;
}

function search(
  before: Remembered,
  unordered: readonly Unordered[],
  at: Instant,
  failed: Set<string>,
): boolean {
  const known = unordered.filter((one) => one.outcome !== undefined);
  if (known.length === 0) return true;
  const firstReturn = Math.min(...known.map((one) => one.returnedAt));
  const possible = unordered.filter((one) => one.calledAt <= firstReturn);
  const position = possible.length === 1 ? undefined : positionOf(before, unordered);
  if (position !== undefined && failed.has(position)) return false;
  for (const next of possible) {
    const { after, outcome } = applyCall(before, next.call);
    const changesNothing =
      after.record === before.record && after.mails === before.mails && after.mark === before.mark;
    if (next.outcome === undefined ? changesNothing : toText(outcome, at) !== next.expected) continue;
    const others = unordered.filter((one) => one !== next);
    if (search(after, others, at, failed)) return true;
  }
  if (position !== undefined) failed.add(position);
  return false;
}

/** A position of the search as a key: the calls left to order, and what the model remembers. */
function positionOf({ record, mails, mark }: Remembered, unordered: readonly Unordered[]): string {
  const left = unordered.map((one) => one.calledAt);
  return JSON.stringify([left, { ...record, tokens: [...record.tokens] }, mails, mark]);
}

function toText(outcome: unknown, at: Instant): string {
  return JSON.stringify(comparable(outcome, at)) ?? 'undefined';
}
