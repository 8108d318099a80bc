/** The charge: choose what a typed code is compared with, and count one failure before anyone compares (P3). @module */

import { type Instant, isLive } from '../base/instant.ts';
import type { ClientFingerprint } from '../keys/keyed-names.ts';
import type { Method } from '../policy/method.ts';
import { type Locks, chargeOne, isDisabled, lockedUntil, noAttempts } from './attempts.ts';
import { hasFactor, isEnrolled } from './enrolled.ts';
import {
  type AttemptId,
  type AttemptScope,
  type SubjectRecord,
  type SubjectState,
  stateOf,
  unspent,
} from './subject-record.ts';
import { isTrustLive } from './trust.ts';

/** One thing that a typed code may be compared with. */
export interface Candidate {
  readonly method: AttemptScope;
  /** Whether the code has the shape of this method; for `totp`, `email` and `enrollment` the number of its digits. */
  readonly fits: boolean | number;
  /** Only where the subject has no factor at all (always so for `password`). */
  readonly firstFactor?: boolean;
}

/** What a charge is handed. Everything is plain data, so that any storage can apply the same rule. */
export interface ChargeInput {
  readonly attemptId: AttemptId;
  readonly at: Instant;
  readonly candidates: readonly Candidate[];
  readonly automaticEmail: boolean;
  readonly locks: Locks;
  /** The asking client, for the state that is answered. */
  readonly client?: ClientFingerprint | undefined;
  /** Seconds for which its trust counts, where the rule honours trust; live trust ends the charge. */
  readonly trustSeconds?: number | undefined;
}

/** What a charge answers; only `charged` has counted. Every answer carries the state as it is afterwards. */
export type ChargeOutcome =
  | {
      readonly kind: 'charged';
      readonly method: AttemptScope;
      readonly state: SubjectState;
      /** What a recovery code is compared with: the digests that are not used up. Empty for other methods. */
      readonly recoveryDigests: readonly string[];
    }
  | {
      readonly kind: 'locked';
      readonly method: AttemptScope;
      readonly retryAt: Instant;
      readonly state: SubjectState;
    }
  | { readonly kind: 'disabled'; readonly method: AttemptScope; readonly state: SubjectState }
  | { readonly kind: 'malformed'; readonly method: AttemptScope; readonly state: SubjectState }
  | { readonly kind: 'trusted'; readonly state: SubjectState }
  | { readonly kind: 'not-enrolled'; readonly state: SubjectState };

/** What a verb makes of a record. */
export interface Change<Answer> {
  readonly record: SubjectRecord;
  readonly outcome: Answer;
}

/**
 * The charge as a pure function; a storage applies it atomically. In this order: live trust; an attempt charged before (its answer
 * again, also where it was the one that disabled its factor); the first enrolled candidate that is not disabled; a lock; the shape;
 * then one failure is counted and its lock set.
 */
export function charge(record: SubjectRecord, input: ChargeInput): Change<ChargeOutcome> {
  const { at, attemptId, locks } = input;
  const query = { client: input.client };
  const state = stateOf(record, query);
  if (input.trustSeconds !== undefined && isTrustLive(state.trust, input.trustSeconds, at)) {
    return { record, outcome: { kind: 'trusted', state } };
  }
  const enrolled = input.candidates.filter((candidate) => isPresent(record, candidate, input));
  const candidate =
    enrolled.find(({ method }) => record.attempts[method]?.recent.includes(attemptId)) ??
    enrolled.find(({ method }) => !isDisabled(method, record.attempts[method], locks)) ??
    enrolled[0];
  if (candidate === undefined) return { record, outcome: { kind: 'not-enrolled', state } };
  const { method } = candidate;
  const attempts = record.attempts[method] ?? noAttempts;
  const recoveryDigests = method === 'recovery-code' ? unspent(record).map((code) => code.digest) : [];
  if (attempts.recent.includes(attemptId))
    return { record, outcome: { kind: 'charged', method, state, recoveryDigests } };
  if (isDisabled(method, attempts, locks)) return { record, outcome: { kind: 'disabled', method, state } };
  const retryAt = lockedUntil(attempts, locks, at);
  if (at < retryAt) {
    const cut =
      retryAt === attempts.lockedUntil
        ? record
        : withAttempts(record, method, { ...attempts, lockedUntil: retryAt });
    return { record: cut, outcome: { kind: 'locked', method, retryAt, state: stateOf(cut, query) } };
  }
  if (!fits(record, candidate, at)) return { record, outcome: { kind: 'malformed', method, state } };
  const charged = withAttempts(record, method, chargeOne(attempts, locks, at, attemptId));
  return {
    record: charged,
    outcome: { kind: 'charged', method, state: stateOf(charged, query), recoveryDigests },
  };
}

/** The record with other attempts for one method. */
export function withAttempts(
  record: SubjectRecord,
  scope: AttemptScope,
  attempts: SubjectRecord['attempts'][Method],
): SubjectRecord {
  return { ...record, attempts: { ...record.attempts, [scope]: attempts } };
}

function isPresent(record: SubjectRecord, candidate: Candidate, input: ChargeInput): boolean {
  const noFactor = !hasFactor(record, input.automaticEmail);
  if (candidate.firstFactor === true && !noFactor) return false;
  switch (candidate.method) {
    case 'totp':
      return isEnrolled('totp', record, input.automaticEmail);
    case 'email':
      return candidate.firstFactor === true || isEnrolled('email', record, input.automaticEmail);
    case 'recovery-code':
      return unspent(record).length > 0;
    case 'password':
      return noFactor;
    case 'enrollment':
      return isLive(record.pendingTotp, input.at);
  }
}

function fits(record: SubjectRecord, candidate: Candidate, at: Instant): boolean {
  if (typeof candidate.fits === 'boolean') return candidate.fits;
  switch (candidate.method) {
    case 'totp':
      return candidate.fits === record.totp?.digits;
    case 'email':
      return !isLive(record.emailCode, at) || candidate.fits === record.emailCode?.digits;
    case 'enrollment':
      return candidate.fits === record.pendingTotp?.digits;
    case 'recovery-code':
    case 'password':
      return false;
  }
}
