/** Changes of factors, recovery codes and account: each voids all trust, ends a pending enrollment and raises the generation (P11). @module */

import { type Instant, isLive } from '../base/instant.ts';
import type { ClientFingerprint, RecipientTag } from '../keys/keyed-names.ts';
import type { Factor } from '../policy/method.ts';
import type { Change } from './charge.ts';
import { emptyRecord } from './empty-record.ts';
import { hasFactor, isEnrolled } from './enrolled.ts';
import { clearFailures } from './settle.ts';
import { type AttemptId, type PendingTotp, type SubjectRecord, unspent } from './subject-record.ts';

/** What every change is handed: its own id, and the generation at which it was permitted. */
export interface ChangeInput {
  readonly attemptId: AttemptId;
  readonly generation: number;
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

/** A pending enrollment replaces a pending one; the live factor, its trust and the generation stay as they are (P17). */
export function beginEnrollment(record: SubjectRecord, input: BeginInput): Change<'begun' | 'superseded'> {
  if (record.generation !== input.generation) return { record, outcome: 'superseded' };
  return { record: { ...record, pendingTotp: input.pending }, outcome: 'begun' };
}

/** Activates the pending enrollment that was proven, and no other. */
export function confirmEnrollment(
  record: SubjectRecord,
  input: ConfirmInput,
): Change<'confirmed' | 'not-pending' | 'superseded'> {
  if (record.changedBy === input.attemptId) return { record, outcome: 'confirmed' };
  if (record.generation !== input.generation) return { record, outcome: 'superseded' };
  const { pendingTotp } = record;
  if (pendingTotp?.id !== input.enrollmentId || !isLive(pendingTotp, input.at))
    return { record, outcome: 'not-pending' };
  const { expiresAt: _, ...enrollment } = pendingTotp;
  const totp = { ...enrollment, enrolledAt: input.at, lastStep: input.step, spentBy: input.attemptId };
  const confirmed = clearFailures(clearFailures(record, 'totp'), 'enrollment');
  const recoveryCodes = input.recoveryDigests.map((digest) => ({ digest }));
  return {
    record: raise({ ...confirmed, totp, recoveryCodes }, input.attemptId),
    outcome: 'confirmed',
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
    return { record, outcome: stored ? 'enabled-with-recovery-codes' : 'enabled' };
  }
  if (record.generation !== input.generation) return { record, outcome: 'superseded' };
  const email = { enabledAt: input.at, recipients: input.recipients };
  const recoveryCodes = storesCodes
    ? input.recoveryDigests.map((digest) => ({ digest }))
    : record.recoveryCodes;
  const enabled = { ...clearFailures(record, 'email'), email, emailCode: undefined, recoveryCodes };
  return {
    record: raise(enabled, input.attemptId),
    outcome: storesCodes ? 'enabled-with-recovery-codes' : 'enabled',
  };
}

/** Takes a factor away, its live code with it; the recovery codes go with the last factor. Failures stay counted (P4). */
export function removeFactor(
  record: SubjectRecord,
  input: RemoveInput,
): Change<'removed' | 'not-enrolled' | 'superseded'> {
  if (record.changedBy === input.attemptId) return { record, outcome: 'removed' };
  if (record.generation !== input.generation) return { record, outcome: 'superseded' };
  if (!isEnrolled(input.factor, record, input.automaticEmail)) return { record, outcome: 'not-enrolled' };
  const without: SubjectRecord =
    input.factor === 'totp'
      ? { ...record, totp: undefined }
      : { ...record, email: 'opted-out', emailCode: undefined };
  const recoveryCodes = hasFactor(without, input.automaticEmail) ? without.recoveryCodes : [];
  return { record: raise({ ...without, recoveryCodes }, input.attemptId), outcome: 'removed' };
}

/** The account changed: trust, the live code and a pending enrollment die. */
export function raiseGeneration(
  record: SubjectRecord,
  input: { readonly attemptId: AttemptId },
): Change<'raised'> {
  if (record.changedBy === input.attemptId) return { record, outcome: 'raised' };
  return {
    record: raise({ ...record, emailCode: undefined }, input.attemptId),
    outcome: 'raised',
  };
}

/** The old recovery codes die as the new ones start. */
export function replaceRecoveryCodes(
  record: SubjectRecord,
  input: ReplaceRecoveryInput,
): Change<'replaced' | 'superseded'> {
  if (record.changedBy === input.attemptId) return { record, outcome: 'replaced' };
  if (record.generation !== input.generation) return { record, outcome: 'superseded' };
  const recoveryCodes = input.digests.map((digest) => ({ digest }));
  return { record: raise({ ...record, recoveryCodes }, input.attemptId), outcome: 'replaced' };
}

/** Everything of the subject at once, but not the mails that were counted, and the generation goes on rising. */
export function reset(record: SubjectRecord, input: ResetInput): Change<'reset'> {
  if (record.changedBy === input.attemptId) return { record, outcome: 'reset' };
  const tokens = new Map(
    [...record.tokens].filter(
      ([, token]) => input.tokens === 'none' || (input.tokens === 'bypass' && !token.bypass),
    ),
  );
  return {
    record: raise(
      { ...emptyRecord, generation: record.generation, mails: record.mails, tokens },
      input.attemptId,
    ),
    outcome: 'reset',
  };
}

/**
 * A pending enrollment was permitted by what was asked for before the change: whoever started one while less was asked must not
 * confirm it now, and with it show themselves the recovery codes.
 */
function raise(record: SubjectRecord, attemptId: AttemptId): SubjectRecord {
  const emailCode = record.emailCode?.purpose === 'first-factor' ? undefined : record.emailCode;
  return {
    ...record,
    pendingTotp: undefined,
    emailCode,
    generation: record.generation + 1,
    changedBy: attemptId,
    trusted: [],
  };
}

/** One client is trusted no longer. */
export function revokeTrusted(
  record: SubjectRecord,
  client: ClientFingerprint,
): Change<'revoked' | 'not-found'> {
  const trusted = record.trusted.filter((other) => other.client !== client);
  if (trusted.length === record.trusted.length) return { record, outcome: 'not-found' };
  return { record: { ...record, trusted }, outcome: 'revoked' };
}
