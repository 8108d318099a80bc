/** Instants and expiry as the whole library counts them. @module */

/** A moment in epoch milliseconds, as `Date.now()` returns it. */
export type Instant = number;

/**
 * How far ahead of the clock a stored instant may lie before it counts as written by a clock that
 * had jumped.
 */
export const clockToleranceMs = 60_000;

/**
 * What has expired may be collected this much later, so that a clock that jumped ahead and back
 * finds it as it was.
 */
export const keptExpiredMs = 3_600_000;

/** Live before `expiresAt`, absent from that instant on (P6). */
export function isLive(expiring: { readonly expiresAt: Instant } | undefined, at: Instant): boolean {
  return expiring !== undefined && at < expiring.expiresAt;
}

/** The same for a value that may have no expiry. */
export function isUnexpired(
  { expiresAt }: { readonly expiresAt?: Instant | undefined },
  at: Instant,
): boolean {
  return expiresAt === undefined || at < expiresAt;
}
