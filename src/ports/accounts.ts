/** The host's user store. @module */

/** What the library needs to know of an account. */
export interface Account {
  /** Shown in authenticator apps and in challenges. */
  readonly username?: string | undefined;
  /** Addresses whose ownership the host has verified. Emailed codes go nowhere else. */
  readonly verifiedEmails: readonly string[];
  /** Whether there is a password to fall back on. */
  readonly hasPassword: boolean;
  /** A BCP 47 tag for mails, such as `de`. */
  readonly locale?: string | undefined;
  /** The subject must have a factor: nothing enrolled becomes `enrollment-required`. */
  readonly mustHaveFactor?: boolean | undefined;
  /**
   * The host knows that a factor is enrolled: a storage that has none lost it, and everything is
   * `unavailable`.
   */
  readonly factorEnrolled?: boolean | undefined;
}

export interface Accounts {
  /** The account, or `undefined` for a subject that does not exist. */
  find(subject: string): Promise<Account | undefined>;
  /** Whether this is the password, compared as carefully as at login. */
  verifyPassword(subject: string, password: string): Promise<boolean>;
  /**
   * Whether this is the SHA-256 of the password in lower-case hex, for hosts whose callers send
   * that.
   */
  verifyPasswordDigest?(subject: string, sha256Hex: string): Promise<boolean>;
}
