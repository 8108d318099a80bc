/** Instants and durations as the whole library counts them. @module */

/** A moment in epoch milliseconds, as `Date.now()` gives it. */
export type Instant = number;

/** How far ahead of the clock a stored instant may lie before it counts as written by a clock that had jumped. */
export const clockToleranceMs = 60_000;

/** Something with an `expiresAt` is live before that instant and absent from it on (P6). */
export function isLive(expiring: { readonly expiresAt: Instant } | undefined, at: Instant): boolean {
  return expiring !== undefined && at < expiring.expiresAt;
}

/** The same for what need not expire. */
export function isUnexpired(
  { expiresAt }: { readonly expiresAt?: Instant | undefined },
  at: Instant,
): boolean {
  return expiresAt === undefined || at < expiresAt;
}
