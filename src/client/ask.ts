/** The question that a person is asked, and the answers they can give. @module */

/** What a person can present. A recovery code stands in for any factor. */
export type TwoFactorMethod = 'totp' | 'email' | 'recovery-code' | 'password';

/**
 * Why the person is asked.
 *
 * - `required`: a code is needed.
 * - `invalid`: the last code was not accepted, or contained characters that cannot be sent.
 * - `locked`: too many codes failed, possibly with the last one. No code is sent for this method
 *   before `details.retryAt`.
 * - `too-soon`: no other code can be mailed before `details.nextCodeAt`.
 */
export type AskReason = 'required' | 'invalid' | 'locked' | 'too-soon';

/**
 * The details of a challenge as the server sent them, under their wire names. All may be absent.
 * Instants are ISO 8601 text or epoch milliseconds; `new Date(value)` reads both. Show details as
 * text, never as markup.
 */
export interface ChallengeDetails {
  /** Whether this very call mailed a code. */
  readonly codeGenerated?: boolean;
  readonly codeExpires?: string | number;
  /** When another code can be mailed. */
  readonly nextCodeAt?: string | number;
  /** Where to look for the mail: the username, or the masked address. */
  readonly emailOrUsername?: string;
  readonly attemptsLeft?: number;
  /** While locked: the first instant at which a code is compared again. */
  readonly retryAt?: string | number;
  readonly [name: string]: unknown;
}

/** What `ask` receives. */
export interface Question {
  /** What to ask for. `password` only if the account has no factor. */
  readonly method: TwoFactorMethod;
  /** The factors that are accepted. Return `{ method }` to switch to one. Never the password. */
  readonly availableMethods: readonly TwoFactorMethod[];
  /** The number of the next code within this call, from 1 to `attempts`. */
  readonly attempt: number;
  readonly reason: AskReason;
  readonly details: ChallengeDetails;
  /** The signal of the call. Close the dialog when it aborts. */
  readonly signal: AbortSignal | undefined;
}

/**
 * What the person did: typed a code, chose another method, requested another mail, or gave up
 * (`undefined` and `{ cancel: true }` mean the same). A code is sent for the method that was asked
 * for, unless `method` names another one.
 */
export type Answer =
  | { readonly code: string; readonly method?: TwoFactorMethod | undefined }
  | { readonly method: TwoFactorMethod; readonly code?: undefined }
  | { readonly resend: true }
  | { readonly cancel: true }
  | undefined;

/**
 * Asks the person. It is called for one challenge at a time. It must not wait for a call of the
 * same wrapper: that call waits for this answer. If it throws, the call rejects with that error.
 */
export type Ask = (question: Question) => Answer | Promise<Answer>;

/** How the person is asked. */
export interface AskOptions {
  readonly ask: Ask;
  /**
   * How many codes may be typed for one call: an integer of at least 1, by default 3. After the
   * last wrong code the call ends with the server's refusal. Method changes and requests for
   * another mail do not count, but one call makes at most 10 of them.
   */
  readonly attempts?: number | undefined;
  /**
   * How a password is sent, if the server asks for one: `plain` (default), or `digest`, the SHA-256
   * in hex that the servers of Rocket.Chat and servers with `accounts.verifyPasswordDigest` accept.
   * The digest needs Web Crypto, which browsers offer to HTTPS pages only.
   */
  readonly passwordForm?: 'plain' | 'digest' | undefined;
}
