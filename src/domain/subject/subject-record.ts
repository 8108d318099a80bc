/** Everything that storage keeps of one subject, and the view of it that a decision needs. @module */

import type { HashAlgorithm } from '../base/hashing.ts';
import type { Instant } from '../base/instant.ts';
import type { ClientFingerprint, RecipientTag } from '../keys/keyed-names.ts';
import type { Method } from '../policy/method.ts';

/** A random name, made per call by the use case, that makes a repeated storage call harmless: 22 characters of base64url. */
export type AttemptId = string;

/** A secret sealed at rest: the name of the key that sealed it, nonce and ciphertext in base64url (P21). */
export interface SealedSecret {
  readonly keyName: string;
  readonly nonce: string;
  readonly ciphertext: string;
}

/** The parameters of an authenticator, fixed when it was enrolled. */
export interface TotpParameters {
  readonly algorithm: HashAlgorithm;
  readonly digits: number;
  readonly periodSeconds: number;
  readonly window: number;
}

/** An enrollment that was started and waits for its first code. */
export interface PendingTotp extends TotpParameters {
  readonly id: string;
  readonly sealed: SealedSecret;
  readonly expiresAt: Instant;
}

/** A live authenticator. */
export interface TotpEnrollment extends TotpParameters {
  readonly id: string;
  readonly sealed: SealedSecret;
  readonly enrolledAt: Instant;
  /** The highest step accepted: it and every earlier one are closed for good (P2). */
  readonly lastStep: number;
  /** The attempt that closed it. */
  readonly spentBy: AttemptId;
}

/** Email codes switched on, for the addresses that were verified at that moment. */
export interface EmailEnrollment {
  readonly enabledAt: Instant;
  readonly recipients: readonly RecipientTag[];
}

/** What an emailed code is good for: any challenge, or proving an address where no factor is enrolled yet. */
export type EmailCodePurpose = 'challenge' | 'first-factor';

/** The one emailed code of a subject (P7). */
export interface EmailCode {
  readonly purpose: EmailCodePurpose;
  readonly digest: string;
  readonly digits: number;
  readonly expiresAt: Instant;
  readonly issuedBy: AttemptId;
  /** The attempt that used it up. */
  readonly spentBy?: AttemptId;
}

/** One mail that was counted. */
export interface CountedMail {
  readonly at: Instant;
  readonly by: AttemptId;
}

/** One recovery code: its keyed digest, and the attempt that used it up. */
export interface RecoveryCode {
  readonly digest: string;
  readonly spentBy?: AttemptId;
}

/** A client that presented a factor. How long that counts is the policy's matter at the time of asking. */
export interface TrustedClient {
  readonly client: ClientFingerprint;
  readonly factorAt: Instant;
  /** The start of the user-agent, to be recognised by its owner in a list; at most 64 characters. */
  readonly label: string;
}

/** A personal access token as stored: never its text (P14). */
export interface StoredAccessToken {
  readonly id: string;
  readonly digest: string;
  readonly name: string;
  /** The subject's id, sealed: a token is all that a caller of an API presents. */
  readonly owner: SealedSecret;
  readonly bypass: boolean;
  /** The operations it may be used for; empty means all. */
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt?: Instant | undefined;
  readonly lastFour: string;
  readonly lastUsedAt?: Instant;
}

/** What failures are counted by: a method, or the first code of a pending enrollment. */
export type AttemptScope = Method | 'enrollment';

/** Failures of one method. A charge counts one in advance; only success, re-enrollment or a reset clears them (P4). */
export interface Attempts {
  readonly failures: number;
  /** No attempt is compared before this instant; 0 where there is no lock. */
  readonly lockedUntil: Instant;
  /** The latest attempts that were charged, so that a repeated call is not charged twice. */
  readonly recent: readonly AttemptId[];
}

/** Everything kept of one subject. Absent parts are `undefined`. */
export interface SubjectRecord {
  /** Raised by every change of factor, recovery codes or account (P11). */
  readonly generation: number;
  /** The call that raised it last. */
  readonly changedBy: AttemptId;
  readonly totp: TotpEnrollment | undefined;
  readonly pendingTotp: PendingTotp | undefined;
  /** `'opted-out'`: switched off by the subject, so that automatic enrollment leaves it off. */
  readonly email: EmailEnrollment | 'opted-out' | undefined;
  readonly emailCode: EmailCode | undefined;
  readonly mails: readonly CountedMail[];
  readonly recoveryCodes: readonly RecoveryCode[];
  readonly trusted: readonly TrustedClient[];
  readonly tokens: ReadonlyMap<string, StoredAccessToken>;
  readonly attempts: AttemptTable;
}

export type AttemptTable = { readonly [Scope in AttemptScope]?: Attempts };

/** What a decision reads of a subject, in one storage call. */
export interface SubjectState {
  readonly generation: number;
  readonly totp: TotpEnrollment | undefined;
  readonly pendingTotp: PendingTotp | undefined;
  readonly email: EmailEnrollment | 'opted-out' | undefined;
  /** The emailed code unless it is used up; whether it has expired is for the reader to judge. */
  readonly emailCode: EmailCode | undefined;
  readonly mails: readonly CountedMail[];
  readonly recoveryCodesLeft: number;
  /** Trust of the client that was asked for. */
  readonly trust: TrustedClient | undefined;
  /** The token that was asked for. */
  readonly token: StoredAccessToken | undefined;
  readonly attempts: AttemptTable;
}

/** Which client and token a read is about. */
export interface StateQuery {
  readonly client?: ClientFingerprint | undefined;
  readonly tokenId?: string | undefined;
}

/** The state of a subject of whom nothing is stored. */
export const emptyState: SubjectState = Object.freeze({
  generation: 0,
  totp: undefined,
  pendingTotp: undefined,
  email: undefined,
  emailCode: undefined,
  mails: [],
  recoveryCodesLeft: 0,
  trust: undefined,
  token: undefined,
  attempts: {},
});

/** The view of a record that a decision reads. */
export function stateOf(record: SubjectRecord, query: StateQuery): SubjectState {
  return {
    generation: record.generation,
    totp: record.totp,
    pendingTotp: record.pendingTotp,
    email: record.email,
    emailCode: record.emailCode?.spentBy === undefined ? record.emailCode : undefined,
    mails: record.mails,
    recoveryCodesLeft: countUnspent(record.recoveryCodes),
    trust:
      query.client === undefined
        ? undefined
        : record.trusted.find((trusted) => trusted.client === query.client),
    token: query.tokenId === undefined ? undefined : record.tokens.get(query.tokenId),
    attempts: record.attempts,
  };
}

/** The recovery codes that can still be used. */
export function unspent(record: SubjectRecord): readonly RecoveryCode[] {
  return record.recoveryCodes.filter((code) => code.spentBy === undefined);
}

/** How many they are, without a list of them: every decision asks. */
function countUnspent(codes: readonly RecoveryCode[]): number {
  let left = 0;
  for (const { spentBy } of codes) if (spentBy === undefined) left++;
  return left;
}
