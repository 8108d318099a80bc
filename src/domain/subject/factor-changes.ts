/**
 * Changes of factors, recovery codes and account: each voids all trust and raises the generation
 * (P11).
 * @module
 */

import { type Instant, isLive } from '../base/instant.ts';
import type { AddressTag } from '../keys/keyed-names.ts';
import type { Factor } from '../policy/method.ts';
import { type Change, clearFailures } from './change.ts';
import { hasFactor, isEnrolled } from './enrolled.ts';
import { isCurrent, nextGeneration } from './generation.ts';
import {
  type AttemptId,
  type PendingTotp,
  type RecoveryCode,
  type SubjectRecord,
  emptyRecord,
  unspentRecoveryCodes,
} from './subject-record.ts';
import { type TrustGranted, withTrusted } from './trust.ts';

/** The input of every change: its own id, and the generation at which it was permitted. */
export interface ChangeInput {
  readonly attemptId: AttemptId;
  readonly generation: number;
}

export interface BeginEnrollmentInput extends ChangeInput {
  readonly pending: PendingTotp;
}

export interface ConfirmEnrollmentInput extends ChangeInput {
  readonly at: Instant;
  readonly enrollmentId: string;
  /** The step of the confirming code. Confirming spends it (P1). */
  readonly step: number;
  readonly recoveryDigests: readonly string[];
  /** A client to trust once the old trust is void. */
  readonly trust?: TrustGranted | undefined;
}

export interface EnableEmailInput extends ChangeInput {
  readonly at: Instant;
  readonly addresses: readonly AddressTag[];
  /** Stored only if no recovery code is left. */
  readonly recoveryDigests: readonly string[];
}

export interface RemoveFactorInput extends ChangeInput {
  readonly factor: Factor;
}

export interface ReplaceRecoveryCodesInput extends ChangeInput {
  readonly digests: readonly string[];
}

export interface RaiseGenerationInput {
  readonly attemptId: AttemptId;
  /**
   * The addresses that get codes from here on, and the generation at which a fresh factor vouched
   * for them. Ignored where email codes are off; without an address the old ones stay.
   */
  readonly pins?: { readonly generation: number; readonly addresses: readonly AddressTag[] } | undefined;
  /** Whose failures are cleared: those with a password that is no longer the password. */
  readonly clears?: 'password' | undefined;
}

export interface ResetInput {
  readonly attemptId: AttemptId;
  /** Which tokens are removed as well: those that bypass, all, or none. */
  readonly tokens: 'bypass' | 'all' | 'none';
}

/** The live factor, its trust and the generation stay as they are (P17). */
export function beginEnrollment(
  record: SubjectRecord,
  input: BeginEnrollmentInput,
): Change<'begun' | 'superseded'> {
  if (!isCurrent(record, input.generation)) return { record, outcome: 'superseded' };
  return { record: { ...record, pendingTotp: input.pending }, outcome: 'begun' };
}

export function confirmEnrollment(
  record: SubjectRecord,
  input: ConfirmEnrollmentInput,
): Change<'confirmed' | 'not-pending' | 'superseded'> {
  if (record.changedBy === input.attemptId) return { record, outcome: 'confirmed' };
  if (!isCurrent(record, input.generation)) return { record, outcome: 'superseded' };
  const { pendingTotp } = record;
  if (pendingTotp?.id !== input.enrollmentId || !isLive(pendingTotp, input.at))
    return { record, outcome: 'not-pending' };
  const { expiresAt: _, ...enrollment } = pendingTotp;
  const totp = { ...enrollment, enrolledAt: input.at, lastStep: input.step, spentBy: input.attemptId };
  const cleared = clearFailures(clearFailures(record, 'totp'), 'enrollment');
  const confirmed = { ...cleared, totp, recoveryCodes: unspentCodes(input.recoveryDigests) };
  const raised = raise(confirmed, input.attemptId);
  const trusted = input.trust === undefined ? [] : withTrusted([], input.trust, input.at);
  return { record: { ...raised, trusted }, outcome: 'confirmed' };
}

/** Enabling again renews the list of addresses and clears the failures. */
export function enableEmail(
  record: SubjectRecord,
  input: EnableEmailInput,
): Change<'enabled' | 'enabled-with-recovery-codes' | 'superseded'> {
  if (record.changedBy === input.attemptId) {
    const stored = record.recoveryCodes.some((code) => input.recoveryDigests.includes(code.digest));
    return { record, outcome: stored ? 'enabled-with-recovery-codes' : 'enabled' };
  }
  if (!isCurrent(record, input.generation)) return { record, outcome: 'superseded' };
  const storesCodes = input.recoveryDigests.length > 0 && unspentRecoveryCodes(record).length === 0;
  const enabled = {
    ...clearFailures(record, 'email'),
    email: { enabledAt: input.at, addresses: input.addresses },
    emailCode: undefined,
    recoveryCodes: storesCodes ? unspentCodes(input.recoveryDigests) : record.recoveryCodes,
  };
  return {
    record: raise(enabled, input.attemptId),
    outcome: storesCodes ? 'enabled-with-recovery-codes' : 'enabled',
  };
}

/**
 * The live code of the factor goes with it, the recovery codes with the last factor. Failures stay
 * counted (P4).
 */
export function removeFactor(
  record: SubjectRecord,
  input: RemoveFactorInput,
): Change<'removed' | 'not-enrolled' | 'superseded'> {
  if (record.changedBy === input.attemptId) return { record, outcome: 'removed' };
  if (!isCurrent(record, input.generation)) return { record, outcome: 'superseded' };
  if (!isEnrolled(input.factor, record, false)) return { record, outcome: 'not-enrolled' };
  const without: SubjectRecord =
    input.factor === 'totp'
      ? { ...record, totp: undefined }
      : { ...record, email: 'opted-out', emailCode: undefined };
  const recoveryCodes = hasFactor(without, false) ? without.recoveryCodes : [];
  return { record: raise({ ...without, recoveryCodes }, input.attemptId), outcome: 'removed' };
}

/** Raises it in any case, and pins addresses at the generation of their voucher alone (P7). */
export function raiseGeneration(
  record: SubjectRecord,
  { attemptId, pins, clears }: RaiseGenerationInput,
): Change<'raised' | 'raised-unpinned'> {
  const isRepeated = record.changedBy === attemptId;
  const generation = isRepeated ? record.generation - 1 : record.generation;
  const isVouched = pins !== undefined && isCurrent({ ...record, generation }, pins.generation);
  const outcome = pins === undefined || isVouched ? 'raised' : 'raised-unpinned';
  if (isRepeated) return { record, outcome };
  const cleared = clears === undefined ? record : clearFailures(record, clears);
  const { email } = record;
  const isPinned = isVouched && pins.addresses.length > 0 && typeof email === 'object';
  const changed = {
    ...cleared,
    email: isPinned ? { ...email, addresses: pins.addresses } : email,
    emailCode: undefined,
  };
  return { record: raise(changed, attemptId), outcome };
}

/** Recovery codes stand in for a factor, so without one there are none (P23). */
export function replaceRecoveryCodes(
  record: SubjectRecord,
  input: ReplaceRecoveryCodesInput,
): Change<'replaced' | 'not-enrolled' | 'superseded'> {
  if (record.changedBy === input.attemptId) return { record, outcome: 'replaced' };
  if (!isCurrent(record, input.generation)) return { record, outcome: 'superseded' };
  if (!hasFactor(record, false)) return { record, outcome: 'not-enrolled' };
  const recoveryCodes = unspentCodes(input.digests);
  return { record: raise({ ...record, recoveryCodes }, input.attemptId), outcome: 'replaced' };
}

/** The counted mails stay, and the generation goes on rising. */
export function reset(record: SubjectRecord, input: ResetInput): Change<'reset'> {
  if (record.changedBy === input.attemptId) return { record, outcome: 'reset' };
  const kept = [...record.tokens].filter(
    ([, token]) => input.tokens === 'none' || (input.tokens === 'bypass' && !token.bypass),
  );
  const { generation, mails } = record;
  const empty = { ...emptyRecord, generation, mails, tokens: new Map(kept) };
  return { record: raise(empty, input.attemptId), outcome: 'reset' };
}

function unspentCodes(digests: readonly string[]): readonly RecoveryCode[] {
  return digests.map((digest) => ({ digest }));
}

/**
 * Ends a pending enrollment too: it was permitted by what was asked for before the change.
 * Otherwise an attacker could start one while less was asked, confirm it now, and be shown the
 * recovery codes.
 */
function raise(record: SubjectRecord, attemptId: AttemptId): SubjectRecord {
  return {
    ...record,
    pendingTotp: undefined,
    emailCode: record.emailCode?.purpose === 'first-factor' ? undefined : record.emailCode,
    replacedCode: undefined,
    generation: nextGeneration(record, attemptId),
    changedBy: attemptId,
    trusted: [],
  };
}
