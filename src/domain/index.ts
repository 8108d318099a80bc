/**
 * The pure domain, for adapters that apply its rules and for readers who study them
 * (`second-factor/domain`).
 * @module
 */

export { type Instant, isLive } from './base/instant.ts';
export type { HashAlgorithm, Hashing, PreparedMac } from './base/hashing.ts';
export { type DerivedMacs, deriveKey, deriveMacs } from './keys/derived-keys.ts';
export {
  type AddressTag,
  type ClientFingerprint,
  type DeploymentMark,
  type RecipientTag,
  type SubjectTag,
  fingerprintClient,
  markDeployment,
  tagAddress,
  tagNotices,
  tagRecipient,
  tagSubject,
} from './keys/keyed-names.ts';
export {
  type Locks,
  attemptsLeft,
  chargeOne,
  isDisabled,
  lockAfter,
  lockedUntil,
  locksOf,
} from './subject/attempts.ts';
export { type RefundInput, giveBack, refund, withoutCharge } from './subject/give-back.ts';
export { type Change, noAttempts } from './subject/change.ts';
export { type Candidate, type ChargeInput, type ChargeOutcome, charge } from './subject/charge.ts';
export {
  type BeginEnrollmentInput,
  type ChangeInput,
  type ConfirmEnrollmentInput,
  type EnableEmailInput,
  type RaiseGenerationInput,
  type RemoveFactorInput,
  type ReplaceRecoveryCodesInput,
  type ResetInput,
  beginEnrollment,
  confirmEnrollment,
  enableEmail,
  raiseGeneration,
  removeFactor,
  replaceRecoveryCodes,
  reset,
} from './subject/factor-changes.ts';
export { forget } from './subject/forget.ts';
export { unlock } from './subject/unlock.ts';
export { firstGeneration } from './subject/generation.ts';
export {
  type IssueEmailCodeInput,
  type IssueOutcome,
  type WithdrawEmailCodeInput,
  issueEmailCode,
  withdrawEmailCode,
} from './subject/issue-email-code.ts';
export {
  type CountMailInput,
  type MailLimit,
  countMail,
  countOne,
  nextMailAt,
} from './subject/mail-limits.ts';
export { type PinEmailInput, type PinOutcome, pinEmail } from './subject/pin-email.ts';
export { type BeginInput, begin } from './subject/generation.ts';
export { type RecognizeInput, recognize } from './subject/recognize.ts';
export { type Match, type SettleInput, type SettleOutcome, settle } from './subject/settle.ts';
export {
  type AttemptId,
  type AttemptScope,
  type Attempts,
  type AttemptTable,
  type CountedMail,
  type EmailCode,
  type EmailCodePurpose,
  type EmailEnrollment,
  type PendingTotp,
  type RecoveryCode,
  type SealedSecret,
  type StoredAccessToken,
  type SubjectRecord,
  type TotpEnrollment,
  type TotpParameters,
  type TrustedClient,
  emptyRecord,
} from './subject/subject-record.ts';
export { type StateQuery, type SubjectState, stateOf } from './subject/subject-state.ts';
export {
  type FindTokenInput,
  type InsertTokenInput,
  type ReplaceTokenInput,
  type RevokeTokenInput,
  findToken,
  insertToken,
  listTokens,
  replaceToken,
  revokeAllTokens,
  type RevokeAllTokensInput,
  revokeToken,
} from './subject/token-changes.ts';
export {
  type RevokeTrustedInput,
  type TrustGranted,
  type TrustTerms,
  grantsTrust,
  isTrustLive,
  listTrusted,
  revokeAllTrusted,
  revokeTrusted,
  trustedUntil,
  trustTermsOf,
} from './subject/trust.ts';
export type {
  DeploymentVerbName,
  DeploymentVerbs,
  InputOf,
  KindOf,
  OutcomeOf,
  RecipientVerbName,
  RecipientVerbs,
  SubjectVerbName,
  SubjectVerbs,
  Verb,
} from './subject/verb-types.ts';
export { deploymentVerbs, recipientVerbs, subjectVerbs } from './subject/verbs.ts';
export { type Conclusion, type Verdict, decide } from './decision/decision.ts';
export type { AccessRequest, Facts, PresentedToken } from './decision/situation.ts';
