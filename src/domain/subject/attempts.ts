/**
 * The backoff: which attempt is compared, which one sets a lock, and when a factor is disabled (P3,
 * P4, P5).
 * @module
 */

import type { Instant } from '../base/instant.ts';
import { isFactor } from '../policy/method.ts';
import type { AttemptSettings } from '../policy/policy-settings.ts';
import { noAttempts } from './change.ts';
import type { AttemptId, AttemptScope, Attempts } from './subject-record.ts';

/** The backoff as plain data that any storage can apply. */
export interface Locks {
  /** The n-th charge sets a lock of `ms[n − 1]`, beyond the end the last one; 0 sets none. */
  readonly ms: readonly number[];
  /** Failures that disable `totp`, `email` or `password`; `undefined` if none do. */
  readonly disabledAt: number | undefined;
}

/** How many charged attempts a record remembers, so that a repeated call is not charged twice. */
export const rememberedAttempts = 8;

/**
 * The lock schedule of a policy. The first `free` attempts need no waiting, and the last of them
 * sets the first lock. Each further attempt doubles the lock, up to the maximum.
 */
export function locksOf(settings: AttemptSettings): Locks {
  const maxLockMs = settings.maxLockSeconds * 1000;
  const ms = new Array<number>(settings.free - 1).fill(0);
  for (let lock = settings.firstLockSeconds * 1000; lock < maxLockMs; lock *= 2) ms.push(lock);
  return {
    ms: [...ms, maxLockMs],
    disabledAt: settings.disableAt === 'never' ? undefined : settings.disableAt,
  };
}

/** The lock that the `failures`-th charge sets, in milliseconds. */
export function lockAfter(locks: Locks, failures: number): number {
  return locks.ms[Math.min(failures, locks.ms.length) - 1] ?? 0;
}

/**
 * The instant until which attempts are refused. A stored lock beyond the longest of the policy was
 * set by a clock that had jumped ahead: it is cut (P6).
 */
export function lockedUntil(attempts: Attempts, locks: Locks, at: Instant): Instant {
  const maxLockMs = locks.ms.reduce((longest, lock) => Math.max(longest, lock), 0);
  return Math.min(attempts.lockedUntil, at + maxLockMs);
}

/** Whether the failures of a scope have reached the cap that disables it. */
export function isDisabled(scope: AttemptScope, attempts: Attempts | undefined, locks: Locks): boolean {
  return (attempts?.failures ?? 0) >= capOf(scope, locks);
}

/**
 * The failures that disable a scope. A recovery code cannot be guessed, and the first code of an
 * enrollment ends with it.
 */
function capOf(scope: AttemptScope, locks: Locks): number {
  const mayBeDisabled = isFactor(scope) || scope === 'password';
  return (mayBeDisabled ? locks.disabledAt : undefined) ?? Number.POSITIVE_INFINITY;
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
