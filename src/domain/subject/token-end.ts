/** When a personal access token ends: at its expiry, or when the policy of the day says. @module */

import type { Instant } from '../base/instant.ts';
import type { AccessTokenSettings } from '../policy/policy-settings.ts';
import type { StoredAccessToken } from './subject-record.ts';

/** What the end of a token depends on. */
type TokenLife = Pick<StoredAccessToken, 'createdAt' | 'expiresAt'>;

/**
 * The instant from which a token opens nothing; `undefined` if it has no end. The maximum is judged
 * again at every decision, from the token's creation, so that shortening it ends older tokens too.
 */
export function tokenEndsAt(
  { createdAt, expiresAt }: TokenLife,
  settings: AccessTokenSettings,
): Instant | undefined {
  return earliest(expiresAt, latestEnd(createdAt, settings));
}

export function isTokenLive(token: TokenLife, settings: AccessTokenSettings, at: Instant): boolean {
  const endsAt = tokenEndsAt(token, settings);
  return endsAt === undefined || at < endsAt;
}

/** The latest end of a token that is made at `createdAt`; `undefined` if it need not end. */
export function latestEnd(
  createdAt: Instant,
  { maxSeconds }: Pick<AccessTokenSettings, 'maxSeconds'>,
): Instant | undefined {
  return maxSeconds === undefined ? undefined : createdAt + maxSeconds * 1000;
}

/** The earlier of two ends; `undefined` is no end. */
export function earliest(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
