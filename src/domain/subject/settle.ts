/**
 * The settlement: spend what matched, clear failures and grant trust, all at once or not at all
 * (P1, P2, P9, P11).
 * @module
 */

import { type Instant, isLive } from '../base/instant.ts';
import { type Change, clearFailures } from './change.ts';
import { giveBack, isCounted } from './give-back.ts';
import { type AttemptId, type SubjectRecord, unspentRecoveryCodes } from './subject-record.ts';
import { type TrustGranted, withTrusted } from './trust.ts';

/** What a typed code matched. The settlement spends it; a password is not spent. */
export type Match =
  | { readonly method: 'totp'; readonly enrollmentId: string; readonly step: number }
  | { readonly method: 'email'; readonly digest: string }
  | { readonly method: 'recovery-code'; readonly digest: string }
  | { readonly method: 'password' };

export interface SettleInput {
  /** The attempt that was charged. */
  readonly attemptId: AttemptId;
  readonly at: Instant;
  readonly match: Match;
  /** The generation that the charge saw. */
  readonly generation: number;
  readonly trust?: TrustGranted | undefined;
}

export type SettleOutcome =
  | { readonly kind: 'settled'; readonly recoveryCodesLeft: number }
  | { readonly kind: 'spent' | 'superseded' };

/** The same attempt settles again with the same outcome. */
export function settle(record: SubjectRecord, input: SettleInput): Change<SettleOutcome> {
  if (isSpentBy(record, input)) return { record, outcome: settled(record) };
  // An attempt that was charged has a record: without one, the subject was forgotten (P26).
  if (record.generation === 0 || record.generation !== input.generation)
    return { record, outcome: { kind: 'superseded' } };
  const spent = spend(record, input);
  // A right code that was used is no guess. It stays in no budget (P4).
  if (spent === undefined)
    return { record: giveBack(record, input.match.method, input.attemptId), outcome: { kind: 'spent' } };
  const { method } = input.match;
  const isLate = method === 'password' && !isCounted(record.attempts.password, input.attemptId);
  // A password is not spent: a settlement that is repeated late must not clear later guesses (P3).
  const cleared = isLate ? spent : clearFailures(spent, method);
  const { trust } = input;
  const after =
    trust === undefined ? cleared : { ...cleared, trusted: withTrusted(cleared.trusted, trust, input.at) };
  return { record: after, outcome: settled(after) };
}

function settled(record: SubjectRecord): SettleOutcome {
  return { kind: 'settled', recoveryCodesLeft: unspentRecoveryCodes(record).length };
}

/** Whether this very attempt has spent the match before. */
function isSpentBy(record: SubjectRecord, { attemptId, match }: SettleInput): boolean {
  switch (match.method) {
    case 'totp':
      return (
        record.totp?.id === match.enrollmentId &&
        record.totp.lastStep === match.step &&
        record.totp.spentBy === attemptId
      );
    case 'email':
      return record.emailCode?.digest === match.digest && record.emailCode.spentBy === attemptId;
    case 'recovery-code':
      return record.recoveryCodes.some((code) => code.digest === match.digest && code.spentBy === attemptId);
    case 'password':
      return false;
  }
}

/** The record with the match spent, or `undefined` if it was spent before. */
function spend(record: SubjectRecord, { at, attemptId, match }: SettleInput): SubjectRecord | undefined {
  switch (match.method) {
    case 'totp': {
      // RFC 6238 §5.2: "The verifier MUST NOT accept the second attempt of the OTP after the
      // successful validation has been issued for the first OTP". One comparison of integers closes
      // this step and every earlier one (P2).
      const { totp } = record;
      if (totp?.id !== match.enrollmentId || match.step <= totp.lastStep) return undefined;
      return { ...record, totp: { ...totp, lastStep: match.step, spentBy: attemptId } };
    }
    case 'email': {
      const { emailCode } = record;
      if (emailCode === undefined || emailCode.spentBy !== undefined || !isLive(emailCode, at))
        return undefined;
      return emailCode.digest === match.digest
        ? { ...record, emailCode: { ...emailCode, spentBy: attemptId }, replacedCode: undefined }
        : undefined;
    }
    case 'recovery-code': {
      const index = record.recoveryCodes.findIndex(
        (code) => code.digest === match.digest && code.spentBy === undefined,
      );
      if (index < 0) return undefined;
      const spent = { digest: match.digest, spentBy: attemptId };
      return { ...record, recoveryCodes: record.recoveryCodes.with(index, spent) };
    }
    case 'password':
      return record;
  }
}
