/** The host's user store. @module */

/** What the library needs to know of an account. */
export interface Account {
  /**
   * The account's immutable id, exactly as the user store has it: non-empty text that differs from
   * account to account. Everything that is stored hangs on it, so that a user store that finds one
   * account as `ALICE` and as `alice` makes no second identity.
   */
  readonly id: string;
  /** Shown in authenticator apps and in challenges. */
  readonly username?: string | undefined;
  /**
   * Addresses whose ownership the host has verified. Emailed codes go nowhere else. A blank entry
   * is no address, and is ignored.
   */
  readonly verifiedEmails: readonly string[];
  /** Whether there is a password to fall back on. */
  readonly hasPassword: boolean;
  /** A BCP 47 tag for mails, such as `de`. */
  readonly locale?: string | undefined;
  /** The subject must have a factor: nothing enrolled becomes `enrollment-required`. */
  readonly mustHaveFactor?: boolean | undefined;
  /**
   * The host knows that a factor is enrolled: a storage that has none lost it, and every call that
   * asks for or changes a factor is `unavailable`. Exempt operations go on, and so does what only
   * takes away (`reset`, `forget`, `accountChanged`, both `revokeAll`).
   */
  readonly factorEnrolled?: boolean | undefined;
}

export interface Accounts {
  /**
   * The account, or `undefined` for a subject that does not exist. It must find each account by its
   * `id`. It may find one by other texts too, such as a username; results then name the account's
   * id.
   */
  find(subject: string): Promise<Account | undefined>;
  /**
   * Whether this is the password of the account with this id, compared as carefully as at login.
   */
  verifyPassword(id: string, password: string): Promise<boolean>;
  /**
   * Whether this is the SHA-256 of the password in lower-case hex, for hosts whose callers send
   * that.
   */
  verifyPasswordDigest?(id: string, sha256Hex: string): Promise<boolean>;
}
