/** How long a client stays trusted after it presented a factor (P6, P10, P12). @module */

import { type Instant, clockToleranceMs } from '../base/instant.ts';
import type { ClientFingerprint } from '../keys/keyed-names.ts';
import type { TrustSettings } from '../policy/policy-settings.ts';
import type { Rule } from '../policy/rule.ts';
import type { Change } from './change.ts';
import type { SubjectRecord, TrustedClient } from './subject-record.ts';

/** Seconds for which trust counts under a rule, or `undefined` if it does not count at all. */
export function trustSecondsOf(settings: TrustSettings, rule: Rule): number | undefined {
  if (rule.trustedClients === 'ignored') return undefined;
  const seconds = Math.min(settings.seconds, rule.maxAgeSeconds ?? Number.POSITIVE_INFINITY);
  return seconds > 0 ? seconds : undefined;
}

/** The instant at which trust ends. */
export function trustedUntil(factorAt: Instant, seconds: number): Instant {
  return factorAt + seconds * 1000;
}

/**
 * Live if and only if `factorAt − 60 s ≤ at < factorAt + seconds`. A factor from further in the
 * future was written by a clock that had jumped.
 */
export function isTrustLive(trust: TrustedClient | undefined, seconds: number, at: Instant): boolean {
  return (
    trust !== undefined &&
    trust.factorAt - clockToleranceMs <= at &&
    at < trustedUntil(trust.factorAt, seconds)
  );
}

/** The list with `added` in it once. It holds at most `maxClients`: the oldest give way. */
export function withTrusted(
  trusted: readonly TrustedClient[],
  added: TrustedClient,
  maxClients: number,
): readonly TrustedClient[] {
  const others = trusted
    .filter((other) => other.client !== added.client)
    .toSorted((a, b) => b.factorAt - a.factorAt);
  return [added, ...others].slice(0, maxClients);
}

export interface RevokeTrustedInput {
  readonly client: ClientFingerprint;
}

export function listTrusted(record: SubjectRecord): Change<readonly TrustedClient[]> {
  return { record, outcome: record.trusted };
}

export function revokeTrusted(
  record: SubjectRecord,
  { client }: RevokeTrustedInput,
): Change<'revoked' | 'not-found'> {
  const trusted = record.trusted.filter((other) => other.client !== client);
  if (trusted.length === record.trusted.length) return { record, outcome: 'not-found' };
  return { record: { ...record, trusted }, outcome: 'revoked' };
}

export function revokeAllTrusted(record: SubjectRecord): Change<'revoked'> {
  return { record: { ...record, trusted: [] }, outcome: 'revoked' };
}
