/** The sections of a policy: their numbers, defaults and bounds. @module */

import { deepFreeze } from '../base/deep-freeze.ts';
import type { HashAlgorithm } from '../base/hashing.ts';
import { type Fields, choice, flag, integer, section, text } from './policy-fields.ts';

/** The longest that any policy lets trust last: 30 days. */
export const maxTrustSeconds = 2_592_000;

export interface TotpSettings {
  /** Digits of a code; default 6 [6–8]. */
  readonly digits: number;
  /** Length of a time step in seconds (RFC 6238 §4, X); default 30 [15–120]. */
  readonly periodSeconds: number;
  /**
   * Steps accepted on either side of the current one (RFC 6238 §5.2); default 1 [0–2]. A change
   * counts at once, for what is enrolled too.
   */
  readonly window: number;
  /** Default `'SHA1'`, the only one that every authenticator app knows. */
  readonly algorithm: HashAlgorithm;
  /** Length of a new secret; default 20 [16–64] (RFC 4226 §4, R6: at least 16, recommended 20). */
  readonly secretBytes: number;
}

export interface EmailSettings {
  /**
   * `'explicit'` (default): only by `email.enable`; `'automatic'`: every account with a verified
   * address.
   */
  readonly enrollment: 'explicit' | 'automatic';
  /** Digits of a code; default 6 [6–10]. */
  readonly digits: number;
  /** Life of a code in seconds; default 600 [60–3600]. */
  readonly codeSeconds: number;
  /** Seconds before another code may be asked for; default 60 [10–3600]. */
  readonly cooldownSeconds: number;
  /** Codes per recipient, and per subject, in five minutes; default 3 [1–100]. */
  readonly mailsPer5Minutes: number;
  /** Codes per recipient, and per subject, in 24 hours; default 10 [1–1000]. */
  readonly mailsPerDay: number;
}

export interface RecoveryCodeSettings {
  /** Codes in a set; default 10 [4–50]. */
  readonly count: number;
  /** A notice is sent when this many are left; default 3 [0–50]. */
  readonly lowAt: number;
}

export interface TrustSettings {
  /**
   * Seconds for which a client stays trusted after a factor; default 300 [0–2 592 000], 0 is off.
   * Never sliding. A longer duration counts for later factors only.
   */
  readonly seconds: number;
  /** Trusted clients per subject; the oldest gives way; default 20 [1–100]. */
  readonly maxClients: number;
}

export interface AttemptSettings {
  /** Attempts that need no waiting; the last of them sets the first lock; default 5 [1–20]. */
  readonly free: number;
  /** The first lock in seconds, doubling with each further failure; default 30 [1–86 400]. */
  readonly firstLockSeconds: number;
  /** The longest lock in seconds; default 900 [≤ 86 400, at least the first]. */
  readonly maxLockSeconds: number;
  /**
   * Failures that disable `totp` or `email` until re-enrollment, `unlock` or reset, and the
   * password where it stands in until it is changed, unlocked or reset; default 50 [5–100], or
   * `'never'`.
   */
  readonly disableAt: number | 'never';
}

export interface EnrollmentSettings {
  /** Seconds within which a started enrollment must be confirmed; default 600 [60–86 400]. */
  readonly pendingSeconds: number;
  /**
   * What a management call asks for where there is no factor, no password and no verified address:
   * that the person signed in within `freshSeconds`, as `client.signedInAt` says (default
   * `'fresh-session'`); nothing more than the session (`'session'`, which lets a stolen one enroll
   * the thief's factor); or it is refused (`'refuse'`).
   */
  readonly firstFactor: 'fresh-session' | 'session' | 'refuse';
  /** How many seconds a session is fresh after its sign-in; default 300 [60–86 400]. */
  readonly freshSeconds: number;
  /** Whether `totp.confirm` trusts the client that it is passed (P12); default `false`. */
  readonly grantsTrust: boolean;
}

export interface AccessTokenSettings {
  /**
   * The longest life of a token in seconds [60–315 360 000], from its creation; default none. It is
   * judged at every decision, so a shorter one ends older tokens too.
   */
  readonly maxSeconds: number | undefined;
  /** Tokens per subject; default 50 [1–1000]. */
  readonly maxPerSubject: number;
  /**
   * The start of new tokens, for secret scanners: 2 to 12 letters and digits, a letter first;
   * default `'sfp'`. Older tokens stay valid.
   */
  readonly prefix: string;
  /** Seconds between two writes of "last used"; default 60 [1–86 400]. */
  readonly lastUsedEverySeconds: number;
}

/** The sections of a policy, each with every default filled in. */
export interface PolicySections {
  readonly totp: TotpSettings;
  readonly email: EmailSettings;
  readonly recoveryCodes: RecoveryCodeSettings;
  readonly trust: TrustSettings;
  readonly attempts: AttemptSettings;
  readonly enrollment: EnrollmentSettings;
  readonly accessTokens: AccessTokenSettings;
}

/** What each section accepts, with its defaults. */
export const policySections: Fields<PolicySections> = deepFreeze({
  totp: section<TotpSettings>({
    digits: integer(6, 6, 8),
    periodSeconds: integer(30, 15, 120),
    window: integer(1, 0, 2),
    algorithm: choice('SHA1', 'SHA256', 'SHA512'),
    secretBytes: integer(20, 16, 64),
  }),
  email: section<EmailSettings>({
    enrollment: choice('explicit', 'automatic'),
    digits: integer(6, 6, 10),
    codeSeconds: integer(600, 60, 3600),
    cooldownSeconds: integer(60, 10, 3600),
    mailsPer5Minutes: integer(3, 1, 100),
    mailsPerDay: integer(10, 1, 1000),
  }),
  recoveryCodes: section<RecoveryCodeSettings>({
    count: integer(10, 4, 50),
    lowAt: integer(3, 0, 50),
  }),
  trust: section<TrustSettings>({
    seconds: integer(300, 0, maxTrustSeconds),
    maxClients: integer(20, 1, 100),
  }),
  attempts: section<AttemptSettings>({
    free: integer(5, 1, 20),
    firstLockSeconds: integer(30, 1, 86_400),
    maxLockSeconds: integer(900, 1, 86_400),
    disableAt: integer(50, 5, 100, 'never'),
  }),
  enrollment: section<EnrollmentSettings>({
    pendingSeconds: integer(600, 60, 86_400),
    firstFactor: choice('fresh-session', 'session', 'refuse'),
    freshSeconds: integer(300, 60, 86_400),
    grantsTrust: flag,
  }),
  accessTokens: section<AccessTokenSettings>({
    maxSeconds: integer(undefined, 60, 315_360_000),
    maxPerSubject: integer(50, 1, 1000),
    prefix: text('sfp', /^[A-Za-z][A-Za-z0-9]{1,11}$/, 'must be 2 to 12 letters and digits, a letter first'),
    lastUsedEverySeconds: integer(60, 1, 86_400),
  }),
});
