/** Changes of factors, recovery codes and account: each voids all trust, ends a pending enrolment and raises the epoch (P11). @module */

import { type Instant, isLive } from '../base/instant.ts';
import type { ClientTag, RecipientTag } from '../keys/keyed-names.ts';
import type { Factor } from '../policy/method.ts';
import type { Change } from './charge.ts';
import { emptyRecord } from './empty-record.ts';
import { hasFactor, isEnrolled } from './enrolled.ts';
import { clearFailures } from './settle.ts';
import { type AttemptId, type PendingTotp, type SubjectRecord, unspent } from './subject-record.ts';

/** What every change is handed: its own id, and the epoch at which it was permitted. */
export interface ChangeInput {
  readonly attemptId: AttemptId;
  readonly epoch: number;
}

export interface BeginInput extends ChangeInput {
  readonly pending: PendingTotp;
}

export interface ConfirmInput extends ChangeInput {
  readonly at: Instant;
  readonly enrollmentId: string;
  /** The step of the confirming code, which is thereby spent (P1). */
  readonly step: number;
  readonly recoveryDigests: readonly string[];
}

export interface EnableEmailInput extends ChangeInput {
  readonly at: Instant;
  readonly recipients: readonly RecipientTag[];
  /** Stored only where no recovery code is left. */
  readonly recoveryDigests: readonly string[];
}

export interface RemoveInput extends ChangeInput {
  readonly factor: Factor;
  readonly automaticEmail: boolean;
}

export interface ReplaceRecoveryInput extends ChangeInput {
  readonly digests: readonly string[];
}

export interface ResetInput {
  readonly attemptId: AttemptId;
  /** Which tokens go as well: those that bypass (default), all, or none. */
  readonly tokens: 'bypass' | 'all' | 'none';
}

/** A pending enrolment replaces a pending one; the live factor, its trust and the epoch stay as they are (P17). */
export function beginEnrollment(record: SubjectRecord, input: BeginInput): Change<'begun' | 'superseded'> {
  if (record.epoch !== input.epoch) return { record, answer: 'superseded' };
  return { record: { ...record, pendingTotp: input.pending }, answer: 'begun' };
}

/** Activates the pending enrolment that was proven, and no other. */
export function confirmEnrollment(
  record: SubjectRecord,
  input: ConfirmInput,
): Change<'confirmed' | 'not-pending' | 'superseded'> {
  if (record.changedBy === input.attemptId) return { record, answer: 'confirmed' };
  if (record.epoch !== input.epoch) return { record, answer: 'superseded' };
  const { pendingTotp } = record;
  if (pendingTotp?.id !== input.enrollmentId || !isLive(pendingTotp, input.at))
    return { record, answer: 'not-pending' };
  const { expiresAt: _, ...enrolment } = pendingTotp;
  const totp = { ...enrolment, enrolledAt: input.at, lastStep: input.step, spentBy: input.attemptId };
  const confirmed = clearFailures(clearFailures(record, 'totp'), 'enrollment');
  const recoveryCodes = input.recoveryDigests.map((digest) => ({ digest }));
  return {
    record: raise({ ...confirmed, totp, recoveryCodes }, input.attemptId),
    answer: 'confirmed',
  };
}

/** Switches email codes on for these recipients; switching on again renews the list and clears the failures. */
export function enableEmail(
  record: SubjectRecord,
  input: EnableEmailInput,
): Change<'enabled' | 'enabled-with-recovery-codes' | 'superseded'> {
  const storesCodes = input.recoveryDigests.length > 0 && unspent(record).length === 0;
  if (record.changedBy === input.attemptId) {
    const stored = record.recoveryCodes.some((code) => input.recoveryDigests.includes(code.digest));
    return { record, answer: stored ? 'enabled-with-recovery-codes' : 'enabled' };
  }
  if (record.epoch !== input.epoch) return { record, answer: 'superseded' };
  const email = { enabledAt: input.at, recipients: input.recipients };
  const recoveryCodes = storesCodes
    ? input.recoveryDigests.map((digest) => ({ digest }))
    : record.recoveryCodes;
  const enabled = { ...clearFailures(record, 'email'), email, emailCode: undefined, recoveryCodes };
  return {
    record: raise(enabled, input.attemptId),
    answer: storesCodes ? 'enabled-with-recovery-codes' : 'enabled',
  };
}

/** Takes a factor away, its live code with it; the recovery codes go with the last factor. Failures stay counted (P4). */
export function removeFactor(
  record: SubjectRecord,
  input: RemoveInput,
): Change<'removed' | 'not-enrolled' | 'superseded'> {
  if (record.changedBy === input.attemptId) return { record, answer: 'removed' };
  if (record.epoch !== input.epoch) return { record, answer: 'superseded' };
  if (!isEnrolled(input.factor, record, input.automaticEmail)) return { record, answer: 'not-enrolled' };
  const without: SubjectRecord =
    input.factor === 'totp'
      ? { ...record, totp: undefined }
      : { ...record, email: 'opted-out', emailCode: undefined };
  const recoveryCodes = hasFactor(without, input.automaticEmail) ? without.recoveryCodes : [];
  return { record: raise({ ...without, recoveryCodes }, input.attemptId), answer: 'removed' };
}

/** The account changed: trust, the live code and a pending enrolment die. */
export function bumpEpoch(record: SubjectRecord, input: { readonly attemptId: AttemptId }): Change<'bumped'> {
  if (record.changedBy === input.attemptId) return { record, answer: 'bumped' };
  return {
    record: raise({ ...record, emailCode: undefined }, input.attemptId),
    answer: 'bumped',
  };
}

/** The old recovery codes die as the new ones start. */
export function replaceRecoveryCodes(
  record: SubjectRecord,
  input: ReplaceRecoveryInput,
): Change<'replaced' | 'superseded'> {
  if (record.changedBy === input.attemptId) return { record, answer: 'replaced' };
  if (record.epoch !== input.epoch) return { record, answer: 'superseded' };
  const recoveryCodes = input.digests.map((digest) => ({ digest }));
  return { record: raise({ ...record, recoveryCodes }, input.attemptId), answer: 'replaced' };
}

/** Everything of the subject at once, but not the mails that were counted, and the epoch goes on rising. */
export function reset(record: SubjectRecord, input: ResetInput): Change<'reset'> {
  if (record.changedBy === input.attemptId) return { record, answer: 'reset' };
  const tokens = new Map(
    [...record.tokens].filter(
      ([, token]) => input.tokens === 'none' || (input.tokens === 'bypass' && !token.bypass),
    ),
  );
  return {
    record: raise({ ...emptyRecord, epoch: record.epoch, mails: record.mails, tokens }, input.attemptId),
    answer: 'reset',
  };
}

/**
 * A pending enrolment was permitted by what was asked for before the change: whoever started one while less was asked must not
 * confirm it now, and with it show themselves the recovery codes.
 */
function raise(record: SubjectRecord, attemptId: AttemptId): SubjectRecord {
  const emailCode = record.emailCode?.purpose === 'first-factor' ? undefined : record.emailCode;
  return {
    ...record,
    pendingTotp: undefined,
    emailCode,
    epoch: record.epoch + 1,
    changedBy: attemptId,
    trusted: [],
  };
}

/** One client is trusted no longer. */
export function revokeTrusted(record: SubjectRecord, client: ClientTag): Change<'revoked' | 'not-found'> {
  const trusted = record.trusted.filter((other) => other.client !== client);
  if (trusted.length === record.trusted.length) return { record, answer: 'not-found' };
  return { record: { ...record, trusted }, answer: 'revoked' };
}
