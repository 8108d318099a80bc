/** The settlement: a proof is spent, failures are cleared and trust is granted, all at once or not at all (P1, P2, P9, P11). @module */

import { type Instant, isLive } from '../base/instant.ts';
import type { Method } from '../policy/method.ts';
import { noAttempts } from './attempts.ts';
import { type Change, withAttempts } from './charge.ts';
import type { AttemptId, SubjectRecord, TrustedClient } from './subject-record.ts';
import { withTrusted } from './trust.ts';

/** What was found right, and is used up by settling. A password is not used up. */
export type Match =
  | { readonly method: 'totp'; readonly enrollmentId: string; readonly step: number }
  | { readonly method: 'email'; readonly digest: string }
  | { readonly method: 'recovery-code'; readonly digest: string }
  | { readonly method: 'password' };

export interface SettleInput {
  /** The one that was charged. */
  readonly attemptId: AttemptId;
  readonly at: Instant;
  readonly match: Match;
  /** The generation that the charge saw. */
  readonly generation: number;
  /** The client to trust from now on, and how many a subject may have. */
  readonly trust?: { readonly client: TrustedClient; readonly maxClients: number } | undefined;
}

/** `spent`: somebody else used the proof up. `superseded`: factors, codes or account changed since the charge (P11). */
export type SettleOutcome =
  | { readonly kind: 'settled'; readonly recoveryCodesLeft: number }
  | { readonly kind: 'spent' | 'superseded' };

/** The settlement as a pure function; a storage applies it atomically. The same attempt settles again with the same answer. */
export function settle(record: SubjectRecord, input: SettleInput): Change<SettleOutcome> {
  if (isSpentBy(record, input)) return { record, outcome: settled(record) };
  if (record.generation !== input.generation) return { record, outcome: { kind: 'superseded' } };
  const spent = spend(record, input);
  if (spent === undefined) return { record, outcome: { kind: 'spent' } };
  const cleared = clearFailures(spent, input.match.method);
  const trusted =
    input.trust === undefined
      ? cleared.trusted
      : withTrusted(cleared.trusted, input.trust.client, input.trust.maxClients);
  const after = { ...cleared, trusted };
  return { record: after, outcome: settled(after) };
}

function settled(record: SubjectRecord): SettleOutcome {
  return {
    kind: 'settled',
    recoveryCodesLeft: record.recoveryCodes.filter((code) => code.spentBy === undefined).length,
  };
}

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

/** The record with the proof used up, or `undefined` where it was used up already. */
function spend(record: SubjectRecord, { at, attemptId, match }: SettleInput): SubjectRecord | undefined {
  switch (match.method) {
    case 'totp': {
      // RFC 6238 §5.2: "The verifier MUST NOT accept the second attempt of the OTP after the successful validation has been
      // issued for the first OTP": one comparison of integers closes this step and every earlier one (P2).
      const { totp } = record;
      if (totp?.id !== match.enrollmentId || match.step <= totp.lastStep) return undefined;
      return { ...record, totp: { ...totp, lastStep: match.step, spentBy: attemptId } };
    }
    case 'email': {
      const { emailCode } = record;
      if (emailCode === undefined || emailCode.spentBy !== undefined || !isLive(emailCode, at))
        return undefined;
      return emailCode.digest === match.digest
        ? { ...record, emailCode: { ...emailCode, spentBy: attemptId } }
        : undefined;
    }
    case 'recovery-code': {
      const index = record.recoveryCodes.findIndex(
        (code) => code.digest === match.digest && code.spentBy === undefined,
      );
      if (index < 0) return undefined;
      return {
        ...record,
        recoveryCodes: record.recoveryCodes.with(index, { digest: match.digest, spentBy: attemptId }),
      };
    }
    case 'password':
      return record;
  }
}

/** No failures for one method, while its charged attempts stay known. */
export function clearFailures(record: SubjectRecord, method: Method | 'enrollment'): SubjectRecord {
  const attempts = record.attempts[method];
  return attempts === undefined
    ? record
    : withAttempts(record, method, { ...noAttempts, recent: attempts.recent });
}
