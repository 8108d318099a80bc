/** The façade as transports and applications see it. @module */

import type { ResultAsync } from 'neverthrow';
import type { Instant } from '../domain/base/instant.ts';
import type { Secret } from '../domain/base/secret.ts';
import type { Code } from '../domain/codes/typed-code.ts';
import type { Denial, Grant, ManagementRefusal } from '../domain/decision/denial.ts';
import type { Client } from '../domain/keys/keyed-names.ts';
import type { ReservedOperation } from '../domain/policy/rule.ts';

/** A personal access token whose text was right. It is read again by every decision, so it does not outlive its revocation. */
export interface AuthenticatedToken {
  readonly subject: string;
  readonly id: string;
  readonly name: string;
  readonly bypass: boolean;
  /** The operations it may be used for; empty means all. */
  readonly scopes: readonly string[];
  readonly expiresAt?: Instant | undefined;
  /** Proves to the decision that the text was right. */
  readonly digest: Secret<string>;
}

/** What comes along with a call: who asks from where, and what they present. */
export interface Credentials {
  /** Where the call comes from. Without an IP and a session no client is trusted. */
  readonly client?: Client | undefined;
  /** The token that `accessTokens.authenticate` answered, for calls that came with one. */
  readonly accessToken?: AuthenticatedToken | undefined;
  /**
   * The code that was typed. A code without a `value` is the caller's wish to be asked for that method; `resend` asks for another
   * emailed code.
   */
  readonly code?: PresentedCode | undefined;
}

/** A code, or only the wish for a method. */
export interface PresentedCode extends Omit<Code, 'value'> {
  readonly value?: string | undefined;
  readonly resend?: boolean | undefined;
}

export interface AuthorizeRequest<Operation extends string> extends Credentials {
  /** The host's id of the user. */
  readonly subject: string;
  readonly operation: Operation | ReservedOperation;
}

/** What a management call is permitted by: it first runs `authorize` under its reserved operation. */
export type ManagementProof = Credentials;

/** Other sessions of the subject must end now: a factor changed (NIST SP 800-63B §4.1.4 on binding). */
export interface EndsOtherSessions {
  readonly endOtherSessions: true;
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

export interface EmailEnabled extends EndsOtherSessions {
  /** Present where there were none before. Shown once. */
  readonly recoveryCodes?: readonly string[] | undefined;
}

export interface EmailCodeSent {
  /** Whether a code was sent; `false` while it is too soon for another. */
  readonly codeGenerated: boolean;
  readonly codeExpires?: Instant | undefined;
  readonly nextCodeAt?: Instant | undefined;
}

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
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
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
  /** The operations it may be used for; default all. */
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
  /** The cap of failures was reached. */
  readonly disabled: boolean;
  readonly enrolledAt?: Instant | undefined;
  /** An enrollment waits to be confirmed until this instant. */
  readonly pendingUntil?: Instant | undefined;
}

export interface AccountChange {
  readonly what: 'email' | 'password';
  /** Addresses the account had before: they are told as well. */
  readonly previousEmails?: readonly string[] | undefined;
}

export interface ResetRequest {
  /** Who resets; recorded and told to the subject. */
  readonly by: string;
  readonly reason: string;
  /** Which access tokens go as well: `bypass` (default), `all` or `none`. */
  readonly tokens?: 'bypass' | 'all' | 'none' | undefined;
}

/** Two-factor authentication for one application. Every method answers a `ResultAsync`; none throws on data. */
export interface TwoFactor<Operation extends string = string> {
  /** May this subject, from this client, with this credential, do this operation now, and if not, what must they present? */
  authorize(request: AuthorizeRequest<Operation>): ResultAsync<Grant, Denial>;
  readonly totp: {
    /** Starts an enrollment; the live factor stays as it is until the new one is confirmed (P17). */
    enroll(
      subject: string,
      options?: { readonly account?: string | undefined; readonly proof?: ManagementProof | undefined },
    ): ResultAsync<TotpEnrollmentStarted, Denial | ManagementRefusal>;
    /** Activates the pending enrollment by its first code, which is thereby spent. */
    confirm(
      subject: string,
      code: string,
    ): ResultAsync<RecoveryCodesShown & EndsOtherSessions, Denial | ManagementRefusal>;
    remove(
      subject: string,
      options: { readonly proof: ManagementProof },
    ): ResultAsync<EndsOtherSessions, Denial | ManagementRefusal>;
  };
  readonly email: {
    enable(
      subject: string,
      options?: { readonly proof?: ManagementProof | undefined },
    ): ResultAsync<EmailEnabled, Denial | ManagementRefusal>;
    disable(
      subject: string,
      options: { readonly proof: ManagementProof },
    ): ResultAsync<EndsOtherSessions, Denial | ManagementRefusal>;
    /** Sends a code to the subject's addresses, under the cooldown and the caps. */
    sendCode(
      subject: string,
      options?: { readonly operation?: Operation | ReservedOperation | undefined },
    ): ResultAsync<EmailCodeSent, Denial>;
  };
  readonly recoveryCodes: {
    regenerate(
      subject: string,
      options: { readonly proof: ManagementProof },
    ): ResultAsync<RecoveryCodesShown & EndsOtherSessions, Denial | ManagementRefusal>;
    remaining(subject: string): ResultAsync<number, Denial>;
  };
  readonly trustedClients: {
    list(subject: string): ResultAsync<readonly TrustedClientView[], Denial>;
    revoke(subject: string, id: string): ResultAsync<void, Denial | ManagementRefusal>;
    revokeAll(subject: string): ResultAsync<void, Denial>;
  };
  readonly accessTokens: {
    create(
      subject: string,
      request: AccessTokenRequest<Operation>,
    ): ResultAsync<AccessTokenCreated, Denial | ManagementRefusal>;
    /**
     * A new text under the same name: the old one stops as the new one starts. `which` is its id or its name; one that has expired is
     * `invalid-request`.
     */
    regenerate(
      subject: string,
      which: string,
      options: { readonly proof: ManagementProof },
    ): ResultAsync<AccessTokenCreated, Denial | ManagementRefusal>;
    revoke(subject: string, id: string): ResultAsync<void, Denial | ManagementRefusal>;
    revokeAll(subject: string): ResultAsync<void, Denial>;
    list(subject: string): ResultAsync<readonly AccessTokenView[], Denial>;
    /** Whose token this text is. Malformed text costs no storage read. */
    authenticate(text: string): ResultAsync<AuthenticatedToken, Denial>;
  };
  /** The host tells that the email addresses or the password changed: trust and live codes die, every address is told. */
  accountChanged(subject: string, change: AccountChange): ResultAsync<EndsOtherSessions, Denial>;
  status(subject: string): ResultAsync<Status, Denial>;
  /** The administrator's way back: removes factors, codes, trust and (by default) bypass tokens, and tells the subject. */
  reset(subject: string, request: ResetRequest): ResultAsync<EndsOtherSessions, Denial | ManagementRefusal>;
}
