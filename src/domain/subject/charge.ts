/**
 * The charge: choose what a typed code is compared with, and count one failure before comparing
 * (P3).
 * @module
 */

import { type Instant, isLive } from '../base/instant.ts';
import type { ClientFingerprint } from '../keys/keyed-names.ts';
import { type Locks, chargeOne, isDisabled, lockedUntil } from './attempts.ts';
import { type Change, noAttempts, withAttempts } from './change.ts';
import { hasFactor, isEnrolled } from './enrolled.ts';
import { begun } from './generation.ts';
import {
  type AttemptId,
  type AttemptScope,
  type SubjectRecord,
  unspentRecoveryCodes,
} from './subject-record.ts';
import { type SubjectState, stateOf } from './subject-state.ts';
import { type TrustTerms, isTrustLive } from './trust.ts';

/** One thing that a typed code may be compared with. */
export type Candidate = OneTimeCodeCandidate | TextCandidate;

interface CandidateBase {
  /** Counts only while the subject has no factor at all; always so for `password`. */
  readonly onlyWithoutFactor?: boolean;
}

/** A code of digits. */
export interface OneTimeCodeCandidate extends CandidateBase {
  readonly method: 'totp' | 'email' | 'enrollment';
  /** How many digits were typed; `undefined` if the text is no one-time code. */
  readonly digits: number | undefined;
}

/** A code of other text. */
export interface TextCandidate extends CandidateBase {
  readonly method: 'recovery-code' | 'password';
  /** Whether the typed text has the shape of this method. */
  readonly isWellFormed: boolean;
}

/** The input of a charge: plain data, so that any storage can apply the same rule. */
export interface ChargeInput {
  readonly attemptId: AttemptId;
  readonly at: Instant;
  /** In order of preference. */
  readonly candidates: readonly Candidate[];
  readonly automaticEmail: boolean;
  readonly locks: Locks;
  /** The asking client, whose trust the returned state holds. */
  readonly client?: ClientFingerprint | undefined;
  /** The trust of that client that counts, if the rule honors any. Live trust ends the charge. */
  readonly trust?: TrustTerms | undefined;
}

/** The outcome of a charge. Only `charged` has counted. Each carries the state after the charge. */
export type ChargeOutcome =
  | {
      readonly kind: 'charged';
      readonly method: AttemptScope;
      readonly state: SubjectState;
      /** The digests of the unspent recovery codes, to compare with. Empty for other methods. */
      readonly recoveryDigests: readonly string[];
      /**
       * The digests of this method's codes that were spent: what they match was right, and opens
       * nothing. A spent emailed code is among them as long as it would live.
       */
      readonly spentDigests: readonly string[];
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

/**
 * In this order: live trust; an attempt that was charged before (the same outcome again, even if it
 * disabled its factor); the first enrolled candidate that is not disabled; a lock; the shape of the
 * text; then one failure is counted and its lock set.
 */
export function charge(record: SubjectRecord, input: ChargeInput): Change<ChargeOutcome> {
  const { at, attemptId, locks } = input;
  const query = { client: input.client };
  const state = stateOf(record, query);
  if (input.trust !== undefined && isTrustLive(state.trust, input.trust, at))
    return { record, outcome: { kind: 'trusted', state } };

  const candidate = chooseCandidate(record, input);
  if (candidate === undefined) return { record, outcome: { kind: 'not-enrolled', state } };
  const { method } = candidate;
  const attempts = record.attempts[method] ?? noAttempts;
  const recoveryDigests =
    method === 'recovery-code' ? unspentRecoveryCodes(record).map((code) => code.digest) : [];
  const spentDigests = spentDigestsOf(record, method, at);
  if (attempts.recent.includes(attemptId))
    return { record, outcome: { kind: 'charged', method, state, recoveryDigests, spentDigests } };
  if (isDisabled(method, attempts, locks)) return { record, outcome: { kind: 'disabled', method, state } };

  const retryAt = lockedUntil(attempts, locks, at);
  if (at < retryAt) {
    const kept =
      retryAt === attempts.lockedUntil
        ? record
        : withAttempts(record, method, { ...attempts, lockedUntil: retryAt });
    return { record: kept, outcome: { kind: 'locked', method, retryAt, state: stateOf(kept, query) } };
  }
  if (!hasShape(record, candidate, at)) return { record, outcome: { kind: 'malformed', method, state } };

  const charged = withAttempts(begun(record, attemptId), method, chargeOne(attempts, locks, at, attemptId));
  return {
    record: charged,
    outcome: { kind: 'charged', method, state: stateOf(charged, query), recoveryDigests, spentDigests },
  };
}

function spentDigestsOf(
  { recoveryCodes, emailCode }: SubjectRecord,
  method: AttemptScope,
  at: Instant,
): readonly string[] {
  if (method === 'recovery-code')
    return recoveryCodes.filter(({ spentBy }) => spentBy !== undefined).map(({ digest }) => digest);
  const isSpent = method === 'email' && emailCode?.spentBy !== undefined && isLive(emailCode, at);
  return isSpent ? [emailCode.digest] : [];
}

function chooseCandidate(record: SubjectRecord, input: ChargeInput): Candidate | undefined {
  const { attemptId, locks } = input;
  const enrolled = input.candidates.filter((candidate) => isPresent(record, candidate, input));
  return (
    enrolled.find(({ method }) => record.attempts[method]?.recent.includes(attemptId)) ??
    enrolled.find(({ method }) => !isDisabled(method, record.attempts[method], locks)) ??
    enrolled[0]
  );
}

function isPresent(record: SubjectRecord, candidate: Candidate, input: ChargeInput): boolean {
  const noFactor = !hasFactor(record, input.automaticEmail);
  if (candidate.onlyWithoutFactor === true && !noFactor) return false;
  switch (candidate.method) {
    case 'totp':
      return isEnrolled('totp', record, input.automaticEmail);
    case 'email':
      return candidate.onlyWithoutFactor === true || isEnrolled('email', record, input.automaticEmail);
    case 'recovery-code':
      return unspentRecoveryCodes(record).length > 0;
    case 'password':
      return noFactor;
    case 'enrollment':
      return isLive(record.pendingTotp, input.at);
  }
}

/** Whether the typed text has the shape of what it would be compared with. */
function hasShape(record: SubjectRecord, candidate: Candidate, at: Instant): boolean {
  switch (candidate.method) {
    case 'recovery-code':
    case 'password':
      return candidate.isWellFormed;
    case 'totp':
      return candidate.digits !== undefined && candidate.digits === record.totp?.digits;
    case 'enrollment':
      return candidate.digits !== undefined && candidate.digits === record.pendingTotp?.digits;
    case 'email': {
      const expected = isLive(record.emailCode, at) ? record.emailCode?.digits : candidate.digits;
      return candidate.digits !== undefined && candidate.digits === expected;
    }
  }
}
