/** The backoff: which attempt is compared, which one sets a lock, and when a factor is disabled (P3, P4, P5). @module */

import type { Instant } from '../base/instant.ts';
import { isFactor } from '../policy/method.ts';
import type { AttemptSettings } from '../policy/policy-settings.ts';
import type { AttemptId, AttemptScope, Attempts } from './subject-record.ts';

/** The backoff as plain data that any storage can apply. */
export interface Locks {
  /** The n-th charge sets a lock of `ms[n − 1]`, beyond the end the last one; 0 sets none. */
  readonly ms: readonly number[];
  /** Failures that disable `totp` or `email`; `undefined` where they never do. */
  readonly disabledAt: number | undefined;
}

export const noAttempts: Attempts = Object.freeze({ failures: 0, lockedUntil: 0, recent: [] });

/** How many charged attempts a storage remembers, so that a repeated call is not charged twice. */
export const rememberedAttempts = 8;

/**
 * The lock schedule of a policy: `free` attempts are compared freely, of which the last sets the first lock; each further one
 * doubles it up to the longest.
 */
export function locksOf(settings: AttemptSettings): Locks {
  const longest = settings.maxLockSeconds * 1000;
  const ms = new Array<number>(settings.free - 1).fill(0);
  for (let lock = settings.firstLockSeconds * 1000; lock < longest; lock *= 2) ms.push(lock);
  return {
    ms: [...ms, longest],
    disabledAt: settings.disableAt === 'never' ? undefined : settings.disableAt,
  };
}

/** The lock that the `failures`-th charge sets, in milliseconds. */
export function lockAfter(locks: Locks, failures: number): number {
  return locks.ms[Math.min(failures, locks.ms.length) - 1] ?? 0;
}

/** Until when attempts are refused. A lock longer than any that the policy knows was set by a clock that had jumped: it is cut (P6). */
export function lockedUntil(attempts: Attempts, locks: Locks, at: Instant): Instant {
  const longest = locks.ms.reduce((most, lock) => Math.max(most, lock), 0);
  return Math.min(attempts.lockedUntil, at + longest);
}

/** Whether the cap has been reached. */
export function isDisabled(scope: AttemptScope, attempts: Attempts | undefined, locks: Locks): boolean {
  return (attempts?.failures ?? 0) >= capOf(scope, locks);
}

/** The failures that disable; only factors, which can be enrolled anew, are ever disabled. */
function capOf(scope: AttemptScope, locks: Locks): number {
  return (isFactor(scope) ? locks.disabledAt : undefined) ?? Number.POSITIVE_INFINITY;
}

/** One failure counted in advance, with the lock that it sets. */
export function chargeOne(attempts: Attempts, locks: Locks, at: Instant, attemptId: AttemptId): Attempts {
  const failures = Math.min(attempts.failures + 1, Number.MAX_SAFE_INTEGER);
  const lock = lockAfter(locks, failures);
  return {
    failures,
    lockedUntil: lock === 0 ? 0 : at + lock,
    recent: [attemptId, ...attempts.recent].slice(0, rememberedAttempts),
  };
}

/** How many attempts would be compared from now on without waiting. */
export function attemptsLeft(
  scope: AttemptScope,
  attempts: Attempts | undefined,
  locks: Locks,
  at: Instant,
): number {
  const { failures } = attempts ?? noAttempts;
  if (attempts !== undefined && at < lockedUntil(attempts, locks, at)) return 0;
  const untilDisabled = Math.max(0, capOf(scope, locks) - failures);
  let left = 1;
  while (left < untilDisabled && lockAfter(locks, failures + left) === 0) left++;
  return Math.min(left, untilDisabled);
}
