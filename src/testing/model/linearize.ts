/** The search for one order in which the model would have given every answer that was observed (linearizability). @module */

import type { Instant } from '../../domain/base/instant.ts';
import type { StorageCall } from '../seam/storage-call.ts';
import { comparable } from './comparable.ts';
import { type Remembered, applyCall, nothing } from './model.ts';

/** One call as its caller saw it. */
export interface Observed {
  readonly call: StorageCall;
  /** When it was made and when it was answered, in any unit that only grows. */
  readonly calledAt: number;
  readonly answeredAt: number;
  /** What came back; absent where nobody knows whether the call took effect, at any time since it was made. */
  readonly answer?: { readonly value: unknown };
}

/**
 * Whether there is an order of the calls that keeps to their times and in which the model gives every observed answer. A call
 * without an answer may have taken effect at any time since it was made, or never.
 *
 * @param at instant up to which expired things are left out of the comparison; the latest of the calls.
 */
export function isLinearizable(history: readonly Observed[], at: Instant): boolean {
  // Linearizability is local (Herlihy and Wing 1990, theorem 1): each subject or recipient is searched alone.
  const objects = new Map<string, Pending[]>();
  for (const observed of history) {
    const object = `${observed.call.verb === 'countMail'} ${observed.call.args[0]}`;
    const expected = observed.answer === undefined ? 'unknown' : asText(observed.answer.value, at);
    objects.set(object, [...(objects.get(object) ?? []), { ...observed, expected }]);
  }
  return [...objects.values()].every((calls) => search(nothing, calls, at, new Set()));
}

interface Pending extends Observed {
  readonly expected: string;
}

function search(before: Remembered, pending: readonly Pending[], at: Instant, failed: Set<string>): boolean {
  const answered = pending.filter((one) => one.answer !== undefined);
  if (answered.length === 0) return true;
  const firstAnswer = Math.min(...answered.map((one) => one.answeredAt));
  const possible = pending.filter((one) => one.calledAt <= firstAnswer);
  const seen = possible.length === 1 ? undefined : nameOf(before, pending);
  if (seen !== undefined && failed.has(seen)) return false;
  for (const next of possible) {
    const { after, answer } = applyCall(before, next.call);
    const changesNothing = after.record === before.record && after.mails === before.mails;
    if (next.answer === undefined ? changesNothing : asText(answer, at) !== next.expected) continue;
    const others = pending.filter((one) => one !== next);
    if (search(after, others, at, failed)) return true;
  }
  if (seen !== undefined) failed.add(seen);
  return false;
}

/** What has been reached: what is left to order, and what is remembered. */
function nameOf({ record, mails }: Remembered, pending: readonly Pending[]): string {
  const left = pending.map((one) => one.calledAt);
  return JSON.stringify([left, { ...record, tokens: [...record.tokens] }, mails]);
}

function asText(answer: unknown, at: Instant): string {
  return JSON.stringify(comparable(answer, at)) ?? 'undefined';
}
