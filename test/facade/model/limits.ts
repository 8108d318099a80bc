/** Locks and mail caps of the model. @module */

import type { Numbers } from './settings.ts';
import type { Failures, Person, Scope } from './state.ts';

/** The lock that the n-th charge sets, in milliseconds. */
function lockMs({ free, firstLockSeconds, maxLockSeconds }: Numbers, count: number): number {
  return count < free ? 0 : 1000 * Math.min(maxLockSeconds, firstLockSeconds * 2 ** (count - free));
}

export function failuresOf(person: Person, scope: Scope): Failures {
  return person.failures[scope] ?? { count: 0, lockedUntil: 0 };
}

/** What can be guessed and comes back in another way can be disabled. */
function canBeDisabled(scope: Scope): boolean {
  return ['totp', 'email', 'password'].includes(scope);
}

export function isDisabled(numbers: Numbers, person: Person, scope: Scope): boolean {
  if (!canBeDisabled(scope)) return false;
  return numbers.disableAt !== 'never' && failuresOf(person, scope).count >= numbers.disableAt;
}

/** A lock never ends later than the maximum from now, even if the clock had jumped ahead. */
export function lockEnd(numbers: Numbers, person: Person, scope: Scope, at: number): number {
  return Math.min(failuresOf(person, scope).lockedUntil, at + numbers.maxLockSeconds * 1000);
}

export function charge(numbers: Numbers, person: Person, scope: Scope, at: number): void {
  const count = failuresOf(person, scope).count + 1;
  const lock = lockMs(numbers, count);
  person.failures = { ...person.failures, [scope]: { count, lockedUntil: lock === 0 ? 0 : at + lock } };
}

export function cutLock(person: Person, scope: Scope, lockedUntil: number): void {
  person.failures = { ...person.failures, [scope]: { ...failuresOf(person, scope), lockedUntil } };
}

export function clearFailures(person: Person, scope: Scope): void {
  person.failures = { ...person.failures, [scope]: { count: 0, lockedUntil: 0 } };
}

/** What a challenge reports about the attempts of a method. */
export function attemptsOf(
  numbers: Numbers,
  person: Person,
  scope: Scope,
  at: number,
): { readonly attemptsLeft: number; readonly retryAt: number | undefined } {
  const until = lockEnd(numbers, person, scope, at);
  if (at < until) return { attemptsLeft: 0, retryAt: until };
  const { count } = failuresOf(person, scope);
  const beforeLock = Math.max(1, numbers.free - count);
  const { disableAt } = numbers;
  const isCapped = canBeDisabled(scope) && disableAt !== 'never';
  const beforeCap = isCapped ? Math.max(0, disableAt - count) : beforeLock;
  return { attemptsLeft: Math.min(beforeLock, beforeCap), retryAt: undefined };
}

/** At most `max` mails in any `withinMs`. */
export interface Cap {
  readonly max: number;
  readonly withinMs: number;
}

const fiveMinutes = 300_000;
const day = 86_400_000;

export function recipientCaps({ mailsPer5Minutes, mailsPerDay }: Numbers): readonly Cap[] {
  return [
    { max: mailsPer5Minutes, withinMs: fiveMinutes },
    { max: mailsPerDay, withinMs: day },
  ];
}

export function subjectCaps(numbers: Numbers): readonly Cap[] {
  return [{ max: 1, withinMs: numbers.cooldownSeconds * 1000 }, ...recipientCaps(numbers)];
}

export const noticeCaps: readonly Cap[] = [
  { max: 10, withinMs: fiveMinutes },
  { max: 50, withinMs: day },
];

/** A mail counted in the future, by a clock that had jumped ahead, counts as sent now. */
export function seenAt(times: readonly number[], at: number): readonly number[] {
  return times.map((time) => Math.min(time, at));
}

/** The first instant at which another mail keeps every cap. */
export function nextAt(times: readonly number[], caps: readonly Cap[], at: number): number {
  const candidates = [at, ...caps.flatMap((cap) => seenAt(times, at).map((time) => time + cap.withinMs))];
  const fits = (instant: number): boolean =>
    caps.every((cap) => seenAt(times, at).filter((time) => instant < time + cap.withinMs).length < cap.max);
  return Math.min(...candidates.filter((instant) => at <= instant && fits(instant)));
}
