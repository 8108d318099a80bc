/** Everything that storage keeps of one subject. @module */

import { deepFreeze } from '../base/deep-freeze.ts';
import type { HashAlgorithm } from '../base/hashing.ts';
import type { Instant } from '../base/instant.ts';
import type { AddressTag, ClientFingerprint } from '../keys/keyed-names.ts';
import type { Factor, Method } from '../policy/method.ts';

/**
 * A random name of one call: 22 characters of base64url. A storage uses it to recognize a repeated
 * call.
 */
export type AttemptId = string;

/**
 * A secret sealed at rest: the name of the sealing key, and nonce and ciphertext in base64url
 * (P21).
 */
export interface SealedSecret {
  readonly keyName: string;
  readonly nonce: string;
  readonly ciphertext: string;
}

/** The parameters of an authenticator, fixed when it is enrolled. */
export interface TotpParameters {
  readonly algorithm: HashAlgorithm;
  readonly digits: number;
  readonly periodSeconds: number;
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
  /** The highest step accepted. It and every earlier step are closed for good (P2). */
  readonly lastStep: number;
  /** The attempt that closed it. */
  readonly spentBy: AttemptId;
}

/**
 * Email codes switched on, for the addresses that were verified then, or at the last change that a
 * fresh factor vouched for.
 */
export interface EmailEnrollment {
  readonly enabledAt: Instant;
  /** Exact addresses: a code goes to no other, however much it looks like one of them. */
  readonly addresses: readonly AddressTag[];
}

/**
 * What an emailed code is for: any challenge, or proving an address while no factor is enrolled.
 */
export type EmailCodePurpose = 'challenge' | 'first-factor';

/** The one emailed code of a subject (P7). */
export interface EmailCode {
  readonly purpose: EmailCodePurpose;
  readonly digest: string;
  readonly digits: number;
  readonly expiresAt: Instant;
  readonly issuedBy: AttemptId;
  /** The attempt that spent it. */
  readonly spentBy?: AttemptId;
}

/** One mail that was counted. */
export interface CountedMail {
  readonly at: Instant;
  readonly by: AttemptId;
}

/** One recovery code: its keyed digest, and the attempt that spent it. */
export interface RecoveryCode {
  readonly digest: string;
  readonly spentBy?: AttemptId;
}

/** A client that presented a factor. */
export interface TrustedClient {
  readonly client: ClientFingerprint;
  /** What earned the trust. It counts only where this method would have been accepted (P12). */
  readonly method: Factor;
  readonly factorAt: Instant;
  /**
   * `factorAt` and the policy's duration at that time. A shorter duration of today ends the trust
   * earlier; a longer one does not prolong it.
   */
  readonly diesAt: Instant;
  /**
   * The start of the user-agent, at most 64 characters, for the owner to recognize it in a list.
   */
  readonly label: string;
}

/** A personal access token as it is stored, without its text (P14). */
export interface StoredAccessToken {
  readonly id: string;
  readonly digest: string;
  readonly name: string;
  /** The subject's id, sealed: an API caller presents a token and nothing else. */
  readonly owner: SealedSecret;
  readonly bypass: boolean;
  /** The operations it may be used for; absent means all, an empty list none. */
  readonly scopes?: readonly string[] | undefined;
  readonly createdAt: Instant;
  readonly expiresAt?: Instant | undefined;
  readonly lastFour: string;
  readonly lastUsedAt?: Instant;
}

/** What failures are counted for: a method, or the first code of a pending enrollment. */
export type AttemptScope = Method | 'enrollment';

/**
 * Failures of one scope. A charge counts one in advance. Only a success, a new enrollment, an
 * unlock or a reset clears them, and a refund gives one back (P4).
 */
export interface Attempts {
  readonly failures: number;
  /** No attempt is compared before this instant; 0 without a lock. */
  readonly lockedUntil: Instant;
  /** The latest attempts that were charged, so that a repeated call is not charged twice. */
  readonly recent: readonly AttemptId[];
}

/** Failures by scope. */
export type AttemptTable = { readonly [Scope in AttemptScope]?: Attempts };

/** Everything that is kept of one subject. Absent parts are `undefined`. */
export interface SubjectRecord {
  /**
   * Raised by every change of factor, recovery codes or account, by the first pin, and by revoking
   * tokens or all trust (P11). 0
   * is that of an absent record; a stored one begins at a number that looks random (P26).
   */
  readonly generation: number;
  /** The call that raised it last. */
  readonly changedBy: AttemptId;
  readonly totp: TotpEnrollment | undefined;
  readonly pendingTotp: PendingTotp | undefined;
  /**
   * `'opted-out'`: the subject switched email codes off, and automatic enrollment leaves them off.
   */
  readonly email: EmailEnrollment | 'opted-out' | undefined;
  readonly emailCode: EmailCode | undefined;
  /**
   * The live code that `emailCode` replaced. It is never accepted; it comes back if the code that
   * replaced it is withdrawn, because it is still in the mailbox.
   */
  readonly replacedCode: EmailCode | undefined;
  readonly mails: readonly CountedMail[];
  readonly recoveryCodes: readonly RecoveryCode[];
  readonly trusted: readonly TrustedClient[];
  readonly tokens: ReadonlyMap<string, StoredAccessToken>;
  readonly attempts: AttemptTable;
}

/** The record of a subject before the first change. */
export const emptyRecord: SubjectRecord = deepFreeze({
  generation: 0,
  changedBy: '',
  totp: undefined,
  pendingTotp: undefined,
  email: undefined,
  emailCode: undefined,
  replacedCode: undefined,
  mails: [],
  recoveryCodes: [],
  trusted: [],
  tokens: new Map(),
  attempts: {},
});

/** The recovery codes that can still be used. */
export function unspentRecoveryCodes(record: SubjectRecord): readonly RecoveryCode[] {
  return record.recoveryCodes.filter((code) => code.spentBy === undefined);
}
