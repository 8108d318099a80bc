/** The pure domain, for adapters that apply its rules and for anyone who studies them (`second-factor/domain`). @module */

export {
  type Attempts,
  type AttemptId,
  type AttemptScope,
  type AttemptTable,
} from './subject/subject-record.ts';
export {
  type Locks,
  attemptsLeft,
  chargeOne,
  isDisabled,
  lockAfter,
  lockedUntil,
  locksOf,
  noAttempts,
} from './subject/attempts.ts';
export {
  type BeginInput,
  type ChangeInput,
  type ConfirmInput,
  type EnableEmailInput,
  type RemoveInput,
  type ReplaceRecoveryInput,
  type ResetInput,
  beginEnrollment,
  raiseGeneration,
  confirmEnrollment,
  enableEmail,
  removeFactor,
  replaceRecoveryCodes,
  reset,
  revokeTrusted,
} from './subject/factor-changes.ts';
export {
  type Candidate,
  type Change,
  type ChargeOutcome,
  type ChargeInput,
  charge,
} from './subject/charge.ts';
export { type Facts } from './decision/challenge.ts';
export {
  type AccessRequest,
  type Conclusion,
  type PresentedToken,
  type Verdict,
  decide,
} from './decision/decision.ts';
export { type DerivedMacs, deriveKey, deriveMacs } from './keys/derived-keys.ts';
export type { HashAlgorithm, Hashing, PreparedMac } from './base/hashing.ts';
export { type Instant, isLive } from './base/instant.ts';
export {
  type IssueOutcome,
  type IssueInput,
  type WithdrawInput,
  issueEmailCode,
  withdrawEmailCode,
} from './subject/issue-email-code.ts';
export {
  type ClientFingerprint,
  type RecipientTag,
  type SubjectTag,
  fingerprintClient,
  tagRecipient,
  tagSubject,
} from './keys/keyed-names.ts';
export { type MailLimit, countOne, nextMailAt } from './subject/mail-limits.ts';
export { type Match as Proof, type SettleOutcome, type SettleInput, settle } from './subject/settle.ts';
export {
  type StoredAccessToken,
  type CountedMail,
  type EmailCode,
  type EmailCodePurpose,
  type EmailEnrollment,
  type PendingTotp,
  type RecoveryCode,
  type SealedSecret,
  type StateQuery,
  type SubjectRecord,
  type SubjectState,
  type TotpEnrollment,
  type TotpParameters,
  type TrustedClient,
  stateOf,
} from './subject/subject-record.ts';
export {
  type InsertTokenInput,
  type ReplaceTokenInput,
  type TokenUse,
  findToken,
  insertToken,
  replaceToken,
  revokeToken,
} from './subject/token-changes.ts';
export { emptyRecord } from './subject/empty-record.ts';
export { isTrustLive, trustSecondsOf, trustedUntil } from './subject/trust.ts';
