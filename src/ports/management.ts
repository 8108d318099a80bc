/** What the management calls take, and what they return. @module */

import type { Instant } from '../domain/base/instant.ts';
import type { EmailCodeStatus, Grant } from '../domain/decision/denial.ts';
import type { Client } from '../domain/keys/keyed-names.ts';
import type { ManagementProof } from './credentials.ts';

/**
 * The host must end the other sessions of the subject now: a factor changed (NIST SP 800-63B
 * §4.1.4).
 */
export interface EndsOtherSessions {
  readonly endOtherSessions: true;
}

export interface TotpEnrollOptions {
  /**
   * The account's name in the app; default the username, else the first verified address, else the
   * subject's id.
   */
  readonly account?: string | undefined;
  readonly proof?: ManagementProof | undefined;
}

export interface TotpConfirmOptions {
  /** The client to trust, if the policy's `enrollment.grantsTrust` says so. */
  readonly client?: Client | undefined;
}

export interface TotpEnrollmentStarted {
  /** Base32 text for typing in. Shown once. */
  readonly secret: string;
  /** The `otpauth://` URI for a QR code. Shown once. */
  readonly keyUri: string;
  /** The enrollment must be confirmed before this instant. */
  readonly expiresAt: Instant;
}

export interface RecoveryCodesShown {
  /** Shown once; only digests are kept. */
  readonly recoveryCodes: readonly string[];
}

/** An authenticator is live. */
export interface TotpConfirmed extends RecoveryCodesShown, EndsOtherSessions {
  /**
   * How many live access tokens go on bypassing the second factor. They were made before this
   * factor: show them to the owner, who may not know them all, with the way to revoke them.
   */
  readonly bypassTokens: number;
}

export interface EmailEnabled extends EndsOtherSessions {
  /** Present where there were none before. Shown once. */
  readonly recoveryCodes?: readonly string[] | undefined;
}

/** What came of sending a code; `codeGenerated` is `false` if it is too soon for another one. */
export type EmailCodeSent = EmailCodeStatus;

export interface TrustedClientView {
  readonly id: string;
  /** The start of its user-agent. */
  readonly label: string;
  readonly factorAt: Instant;
  readonly trustedUntil: Instant;
}

export interface AccessTokenView {
  readonly id: string;
  readonly name: string;
  readonly bypass: boolean;
  /** The operations that it may be used for; absent means all, an empty list none. */
  readonly scopes?: readonly string[] | undefined;
  readonly createdAt: Instant;
  /** The earlier of its own expiry and the latest end that the policy allows now. */
  readonly expiresAt?: Instant | undefined;
  readonly lastUsedAt?: Instant | undefined;
  /** The last four characters of its text. */
  readonly lastFour: string;
}

export interface AccessTokenCreated extends AccessTokenView {
  /** The text. Shown once; only a digest is kept. */
  readonly token: string;
}

export interface AccessTokenRequest<Operation extends string> {
  /** 1 to 100 characters, unique among the subject's tokens. */
  readonly name: string;
  /** Whether it may stand in for the second factor, where the rule lets it; default `false`. */
  readonly bypass?: boolean | undefined;
  /**
   * The operations that it may be used for; left out, all of them. An empty list is refused, so
   * that an empty selection is not a token for everything.
   */
  readonly scopes?: readonly Operation[] | undefined;
  /** Default never, or as late as the policy allows. */
  readonly expiresAt?: Instant | undefined;
  readonly proof: ManagementProof;
}

/** What a subject has. */
export interface Status {
  readonly totp: FactorStatus;
  readonly email: FactorStatus;
  readonly recoveryCodesLeft: number;
  readonly accessTokens: number;
  readonly trustedClients: number;
}

export interface FactorStatus {
  readonly enrolled: boolean;
  /** Whether the cap of failures is reached. */
  readonly disabled: boolean;
  readonly enrolledAt?: Instant | undefined;
  /** The instant until which a pending enrollment can be confirmed. */
  readonly pendingUntil?: Instant | undefined;
}

/** A change of an account that the host has made. */
export type AccountChange = PasswordChange | EmailChange;

/** Also clears the failures that were counted for the password. */
export interface PasswordChange {
  readonly what: 'password';
  /** Addresses that the account had before; they get the notice as well. */
  readonly previousEmails?: readonly string[] | undefined;
  readonly grant?: undefined;
}

export interface EmailChange {
  readonly what: 'email';
  /** Addresses that the account had before; they get the notice as well. */
  readonly previousEmails?: readonly string[] | undefined;
  /**
   * A grant of `second-factor.account.change` that a factor of this subject earned at most 300
   * seconds ago, as `authorize` returned it or as JSON kept it. From here on emailed codes go to
   * the addresses that are verified now. It works once, and not after any other change of the
   * subject. Without it codes go only to those among the old addresses that still are verified.
   */
  readonly grant?: Grant | undefined;
}

export interface UnlockRequest {
  /** Who unlocks; part of the event and of the notice. */
  readonly by: string;
  readonly reason: string;
}

/** What came of forgetting a subject. In either case nothing of the subject is left. */
export interface Forgotten {
  /**
   * `false` if nothing was left to erase: there never was anything, or an earlier call erased it. A
   * call whose reply from storage was lost is made again by itself, and then finds nothing too.
   */
  readonly erased: boolean;
}

export interface ResetRequest {
  /** Who resets; part of the event and of the notice. */
  readonly by: string;
  readonly reason: string;
  /** Which access tokens are removed as well: `bypass` (default), `all` or `none`. */
  readonly tokens?: 'bypass' | 'all' | 'none' | undefined;
}
