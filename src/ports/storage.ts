/** Storage as verbs: each is a promise of the domain, atomic in itself. Nothing that happens once is "find, then write". @module */

import type { Instant } from '../domain/base/instant.ts';
import type { ClientFingerprint, RecipientTag, SubjectTag } from '../domain/keys/keyed-names.ts';
import type { ChargeOutcome, ChargeInput } from '../domain/subject/charge.ts';
import type {
  BeginInput,
  ConfirmInput,
  EnableEmailInput,
  RemoveInput,
  ReplaceRecoveryInput,
  ResetInput,
} from '../domain/subject/factor-changes.ts';
import type { IssueOutcome, IssueInput, WithdrawInput } from '../domain/subject/issue-email-code.ts';
import type { MailLimit } from '../domain/subject/mail-limits.ts';
import type { SettleOutcome, SettleInput } from '../domain/subject/settle.ts';
import type {
  StoredAccessToken,
  AttemptId,
  StateQuery,
  SubjectState,
  TrustedClient,
} from '../domain/subject/subject-record.ts';
import type { InsertTokenInput, ReplaceTokenInput, TokenUse } from '../domain/subject/token-changes.ts';

/**
 * The whole port. Every verb:
 * - is atomic for its subject, on any number of nodes;
 * - is handed `at` and never reads a clock; `expiresAt <= at` means absent;
 * - may be repeated with the same `attemptId` and input, and then answers the same without doing it twice;
 * - rejects only for "I do not know", with `StorageFailure` where it can tell more. A rejection lets nobody in.
 *
 * The pure functions of the same names in `second-factor/domain` say exactly what each verb does to a record.
 */
export interface Storage
  extends DecisionStorage, FactorStorage, EmailCodeStorage, TrustStorage, AccessTokenStorage {}

/** What a decision needs: one read, and the two halves of a verification. */
export interface DecisionStorage {
  /** One read of everything a decision needs. A subject of whom nothing is stored answers an empty state. */
  load(tag: SubjectTag, query: StateQuery): Promise<SubjectState>;
  /** Chooses what a code is compared with and counts one failure in advance (P3). */
  charge(tag: SubjectTag, input: ChargeInput): Promise<ChargeOutcome>;
  /** Spends the proof, clears the failures, grants trust: all at once (P1, P2, P9, P11). */
  settle(tag: SubjectTag, input: SettleInput): Promise<SettleOutcome>;
}

/** Factors, recovery codes and the generation. All but `beginEnrollment` void trust, end a pending enrollment and raise the generation (P11). */
export interface FactorStorage {
  /** A pending enrollment replaces a pending one and touches nothing else (P17). */
  beginEnrollment(tag: SubjectTag, input: BeginInput): Promise<'begun' | 'superseded'>;
  /** Activates that pending enrollment, spends the step, stores the recovery codes. */
  confirmEnrollment(
    tag: SubjectTag,
    input: ConfirmInput,
  ): Promise<'confirmed' | 'not-pending' | 'superseded'>;
  /** Switches email codes on; the recovery codes are stored only where none is left. */
  enableEmail(
    tag: SubjectTag,
    input: EnableEmailInput,
  ): Promise<'enabled' | 'enabled-with-recovery-codes' | 'superseded'>;
  /** Takes a factor away, and with the last one the recovery codes. */
  removeFactor(tag: SubjectTag, input: RemoveInput): Promise<'removed' | 'not-enrolled' | 'superseded'>;
  /** The old recovery codes die as the new ones start. */
  replaceRecoveryCodes(tag: SubjectTag, input: ReplaceRecoveryInput): Promise<'replaced' | 'superseded'>;
  /** The account changed: trust, the live emailed code and a pending enrollment die. */
  raiseGeneration(tag: SubjectTag, input: { readonly attemptId: AttemptId }): Promise<'raised'>;
  /** Everything of the subject at once, but not the mails that were counted. */
  reset(tag: SubjectTag, input: ResetInput): Promise<'reset'>;
}

/** Emailed codes, and the counting of mails. */
export interface EmailCodeStorage {
  /** One live code; its limits are judged and taken in the same call (P7, P8). */
  issueEmailCode(tag: SubjectTag, input: IssueInput): Promise<IssueOutcome>;
  /** Takes back the code that this attempt issued, if it is still the live one. */
  withdrawEmailCode(tag: SubjectTag, input: WithdrawInput): Promise<'withdrawn' | 'not-live'>;
  /** Counts one mail to a recipient, in the recipient's own slot, unless a limit is reached (P8). */
  countMail(recipient: RecipientTag, input: CountMailInput): Promise<'counted' | 'capped'>;
}

export interface CountMailInput {
  readonly attemptId: AttemptId;
  readonly at: Instant;
  readonly limits: readonly MailLimit[];
}

/** The memory of trusted clients. */
export interface TrustStorage {
  listTrusted(tag: SubjectTag): Promise<readonly TrustedClient[]>;
  revokeTrusted(tag: SubjectTag, client: ClientFingerprint): Promise<'revoked' | 'not-found'>;
  revokeAllTrusted(tag: SubjectTag): Promise<'revoked'>;
}

/** Personal access tokens (P14). */
export interface AccessTokenStorage {
  insertToken(
    tag: SubjectTag,
    input: InsertTokenInput,
  ): Promise<'inserted' | 'name-taken' | 'limit-reached' | 'superseded'>;
  /** The old digest stops as the new one starts. */
  replaceToken(tag: SubjectTag, input: ReplaceTokenInput): Promise<'replaced' | 'not-found' | 'superseded'>;
  revokeToken(tag: SubjectTag, id: string): Promise<'revoked' | 'not-found'>;
  revokeAllTokens(tag: SubjectTag): Promise<'revoked'>;
  /** The token of that id whose digest is among those presented; its last use is noted at most once an interval. Constant work. */
  findToken(tag: SubjectTag, id: string, use: TokenUse): Promise<StoredAccessToken | undefined>;
  listTokens(tag: SubjectTag): Promise<readonly StoredAccessToken[]>;
}

/** What a storage rejects with where it can tell more than "unknown". */
export interface StorageFailure {
  /** `unavailable`: out of reach; `corrupt`: a stored record cannot be read; `misconfigured`: refused by its set-up. */
  readonly kind: 'unavailable' | 'corrupt' | 'misconfigured';
  /** Whether the call may have taken effect. */
  readonly outcome: 'not-applied' | 'unknown';
}
