/** The question that a person is asked, and what they can answer. @module */

/** What can be presented; a recovery code stands in for any factor. */
export type TwoFactorMethod = 'totp' | 'email' | 'recovery-code' | 'password';

/**
 * Why the person is asked: `required` a code is needed; `invalid` the last one did not do (or could not be sent at all); `locked` too many
 * failed, the last one included, and nothing is sent for this method before `details.retryAt`; `too-soon` another mail cannot be sent before
 * `details.nextCodeAt`.
 */
export type AskReason = 'required' | 'invalid' | 'locked' | 'too-soon';

/**
 * The details of a challenge as the server sent them, under the names of the wire; all may be absent. Instants are ISO 8601 text or generation
 * milliseconds: `new Date(value)` reads both. Show them as text, never as markup.
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

/** What `ask` is told. */
export interface Question {
  /** What to ask for: `password` only where the account has no factor. */
  readonly method: TwoFactorMethod;
  /** The factors that would do as well; answer `{ method }` to switch. Never the password. */
  readonly availableMethods: readonly TwoFactorMethod[];
  /** Which code of this call it would be, from 1 to `attempts`. */
  readonly attempt: number;
  readonly reason: AskReason;
  readonly details: ChallengeDetails;
  /** The signal of the call: close the dialog when it aborts. */
  readonly signal: AbortSignal | undefined;
}

/**
 * What the person did: typed a code, chose another method, wanted the mail again, or gave up (`undefined` and `{ cancel: true }` say the
 * same). A code goes with the method that was asked for, unless `method` names another.
 */
export type Answer =
  | { readonly code: string; readonly method?: TwoFactorMethod | undefined }
  | { readonly method: TwoFactorMethod; readonly code?: undefined }
  | { readonly resend: true }
  | { readonly cancel: true }
  | undefined;

/**
 * Asks the person; called for one challenge at a time. It must not itself wait for a call of the same wrapper, which would wait for the
 * answer. What it throws, the call rejects with.
 */
export type Ask = (question: Question) => Answer | Promise<Answer>;

/** How challenges are answered. */
export interface AskOptions {
  readonly ask: Ask;
  /**
   * How many codes may be typed for one call, at least 1; default 3. After the last wrong one the call ends with the server's refusal.
   * Changing the method and resending do not count, but a call does at most 10 of them.
   */
  readonly attempts?: number | undefined;
  /**
   * How a password travels, where the server asks for one: `plain` (default), or `digest`, the SHA-256 in hex that Rocket.Chat's servers
   * and those with `accounts.verifyPasswordDigest` take. The digest needs Web Crypto, which browsers give to HTTPS pages only.
   */
  readonly passwordForm?: 'plain' | 'digest' | undefined;
}
