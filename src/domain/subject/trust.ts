/** How long a client stays trusted after it presented a factor (P6, P10, P12). @module */

import { type Instant, clockToleranceMs, keptExpiredMs } from '../base/instant.ts';
import type { ClientFingerprint } from '../keys/keyed-names.ts';
import { type Factor, factors } from '../policy/method.ts';
import type { TrustSettings } from '../policy/policy-settings.ts';
import type { Rule } from '../policy/rule.ts';
import type { Change } from './change.ts';
import type { AttemptId, SubjectRecord, TrustedClient } from './subject-record.ts';

/** The trust that counts: for how many seconds, and earned by which methods. */
export interface TrustTerms {
  readonly seconds: number;
  readonly methods: readonly Factor[];
}

/** The trust that counts under a rule, or `undefined` if none does. */
export function trustTermsOf(settings: TrustSettings, rule: Rule): TrustTerms | undefined {
  if (rule.trustedClients === 'ignored') return undefined;
  const seconds = Math.min(settings.seconds, rule.maxAgeSeconds ?? Number.POSITIVE_INFINITY);
  return seconds > 0 ? { seconds, methods: rule.methods } : undefined;
}

/** The trust that counts under some rule of the policy. */
export function widestTrustTerms({ seconds }: TrustSettings): TrustTerms {
  return { seconds, methods: factors };
}

/** Whether a factor that was verified under a rule trusts its client (P12). */
export function grantsTrust(settings: TrustSettings, rule: Rule): boolean {
  switch (rule.grantsTrust) {
    case 'never':
      return false;
    case 'always':
      return settings.seconds > 0;
    case 'where-honoured':
      return trustTermsOf(settings, rule) !== undefined;
  }
}

/** The instant at which trust ends under these terms. */
export function trustedUntil({ factorAt, diesAt }: TrustedClient, { seconds }: TrustTerms): Instant {
  return Math.min(factorAt + seconds * 1000, diesAt);
}

/**
 * Live if and only if its method counts and `factorAt − 60 s ≤ at < trustedUntil`. A factor from
 * further in the future was written by a clock that had jumped.
 */
export function isTrustLive(trust: TrustedClient | undefined, terms: TrustTerms, at: Instant): boolean {
  return (
    trust !== undefined &&
    terms.methods.includes(trust.method) &&
    trust.factorAt - clockToleranceMs <= at &&
    at < trustedUntil(trust, terms)
  );
}

/** A client to trust from now on, and how many a subject may have. */
export interface TrustGranted {
  readonly client: TrustedClient;
  readonly maxClients: number;
}

/**
 * The list with the client in it once, without those that died an hour ago. It holds at most
 * `maxClients`: the oldest give way.
 */
export function withTrusted(
  trusted: readonly TrustedClient[],
  { client: added, maxClients }: TrustGranted,
  at: Instant,
): readonly TrustedClient[] {
  const others = trusted
    .filter((other) => other.client !== added.client && at < other.diesAt + keptExpiredMs)
    .toSorted((a, b) => b.factorAt - a.factorAt);
  return [added, ...others].slice(0, maxClients);
}

export interface RevokeTrustedInput {
  readonly at: Instant;
  readonly client: ClientFingerprint;
}

export function listTrusted(record: SubjectRecord): Change<readonly TrustedClient[]> {
  return { record, outcome: record.trusted };
}

/** Trust that has died is `not-found`, whether or not a storage has collected it. */
export function revokeTrusted(
  record: SubjectRecord,
  { at, client }: RevokeTrustedInput,
): Change<'revoked' | 'not-found'> {
  const revoked = record.trusted.find((other) => other.client === client);
  if (revoked === undefined) return { record, outcome: 'not-found' };
  const trusted = record.trusted.filter((other) => other !== revoked);
  return { record: { ...record, trusted }, outcome: at < revoked.diesAt ? 'revoked' : 'not-found' };
}

export interface RevokeAllTrustedInput {
  readonly attemptId: AttemptId;
}

/**
 * The generation rises, so that no attempt under way trusts a client afterwards. Factors, codes and
 * a pending enrollment stay, and a subject without a record gets no record.
 */
export function revokeAllTrusted(
  record: SubjectRecord,
  { attemptId }: RevokeAllTrustedInput,
): Change<'revoked'> {
  if (record.generation === 0 || record.changedBy === attemptId) return { record, outcome: 'revoked' };
  const generation = record.generation + 1;
  return { record: { ...record, generation, changedBy: attemptId, trusted: [] }, outcome: 'revoked' };
}
