/** How long a client stays trusted after it presented a factor (P6, P10, P12). @module */

import { type Instant, clockToleranceMs } from '../base/instant.ts';
import type { TrustSettings } from '../policy/policy-settings.ts';
import type { Rule } from '../policy/rule.ts';
import type { TrustedClient } from './subject-record.ts';

/** Seconds for which trust counts under a rule, or `undefined` where it does not count at all. */
export function trustSecondsOf(settings: TrustSettings, rule: Rule): number | undefined {
  if (rule.trustedClients === 'ignored') return undefined;
  const seconds = Math.min(settings.seconds, rule.maxAgeSeconds ?? Number.POSITIVE_INFINITY);
  return seconds > 0 ? seconds : undefined;
}

/** The instant at which trust ends. */
export function trustedUntil(factorAt: Instant, seconds: number): Instant {
  return factorAt + seconds * 1000;
}

/** Live iff `factorAt − 60 s ≤ at < factorAt + seconds`: a factor from the future was written by a clock that had jumped. */
export function isTrustLive(trust: TrustedClient | undefined, seconds: number, at: Instant): boolean {
  return (
    trust !== undefined &&
    trust.factorAt - clockToleranceMs <= at &&
    at < trustedUntil(trust.factorAt, seconds)
  );
}

/** The list with `added` in it, at most `most` long: the oldest give way, and a client is in it once. */
export function withTrusted(
  trusted: readonly TrustedClient[],
  added: TrustedClient,
  most: number,
): readonly TrustedClient[] {
  const others = trusted
    .filter((other) => other.client !== added.client)
    .toSorted((a, b) => b.factorAt - a.factorAt);
  return [added, ...others].slice(0, most);
}
