/** The façade as transports and applications see it. @module */

import type { ResultAsync } from 'neverthrow';
import type { Instant } from '../domain/base/instant.ts';
import type { Secret } from '../domain/base/secret.ts';
import type { Code } from '../domain/codes/typed-code.ts';
import type { Denial, EmailCodeStatus, Grant, ManagementRefusal } from '../domain/decision/denial.ts';
import type { Client } from '../domain/keys/keyed-names.ts';
import type { ReservedOperation } from '../domain/policy/rule.ts';

/**
 * A personal access token whose text was right. Every decision reads it again, so a revocation
 * counts at once.
 */
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

/** What a call presents: where it comes from, and the credentials. */
export interface Credentials {
  /** Where the call comes from. Without both an IP and a session no client is trusted. */
  readonly client?: Client | undefined;
  /** The token that `accessTokens.authenticate` returned, for a call that presents one. */
  readonly accessToken?: AuthenticatedToken | undefined;
  /**
   * The typed code. Without a `value`, its method is the preferred method. `resend` requests
   * another emailed code.
   */
  readonly code?: PresentedCode | undefined;
}

/** A code, or only a preferred method. */
export interface PresentedCode extends Omit<Code, 'value'> {
  readonly value?: string | undefined;
  readonly resend?: boolean | undefined;
}

export interface AuthorizeRequest<Operation extends string> extends Credentials {
  /** The host's id of the user. */
  readonly subject: string;
  readonly operation: Operation | ReservedOperation;
}

/**
 * The credentials that permit a management call: `authorize` runs under its reserved operation
 * first.
 */
export type ManagementProof = Credentials;

/**
 * The host must end the other sessions of the subject now: a factor changed (NIST SP 800-63B
 * §4.1.4).
 */
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
  /** The operations that it may be used for; default all. */
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

export interface AccountChange {
  readonly what: 'email' | 'password';
  /** Addresses that the account had before; they get the notice as well. */
  readonly previousEmails?: readonly string[] | undefined;
}

export interface ResetRequest {
  /** Who resets; part of the event and of the notice. */
  readonly by: string;
  readonly reason: string;
  /** Which access tokens are removed as well: `bypass` (default), `all` or `none`. */
  readonly tokens?: 'bypass' | 'all' | 'none' | undefined;
}

/**
 * Two-factor authentication for one application. Every method returns a `ResultAsync`; none throws
 * on data.
 */
export interface TwoFactor<Operation extends string = string> {
  /**
   * May this subject, from this client, with this credential, do this operation now, and if not,
   * what must they present?
   */
  authorize(request: AuthorizeRequest<Operation>): ResultAsync<Grant, Denial>;
  readonly totp: {
    /**
     * Starts an enrollment; the live factor stays as it is until the new one is confirmed (P17).
     */
    enroll(
      subject: string,
      options?: { readonly account?: string | undefined; readonly proof?: ManagementProof | undefined },
    ): ResultAsync<TotpEnrollmentStarted, Denial | ManagementRefusal>;
    /** Activates the pending enrollment by its first code, and spends that code. */
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
     * A new text under the same name: the old text ends as the new one starts. An expired token is
     * an `invalid-request`.
     *
     * @param which the id or the name
     */
    regenerate(
      subject: string,
      which: string,
      options: { readonly proof: ManagementProof },
    ): ResultAsync<AccessTokenCreated, Denial | ManagementRefusal>;
    revoke(subject: string, id: string): ResultAsync<void, Denial | ManagementRefusal>;
    revokeAll(subject: string): ResultAsync<void, Denial>;
    list(subject: string): ResultAsync<readonly AccessTokenView[], Denial>;
    /** The token that has this text. Malformed text costs no storage read. */
    authenticate(text: string): ResultAsync<AuthenticatedToken, Denial>;
  };
  /**
   * The host reports a change of addresses or password: trust and live codes end, every address
   * gets a notice.
   */
  accountChanged(subject: string, change: AccountChange): ResultAsync<EndsOtherSessions, Denial>;
  status(subject: string): ResultAsync<Status, Denial>;
  /**
   * The administrator's way back: removes factors, codes, trust and (by default) bypass tokens, and
   * sends a notice.
   */
  reset(subject: string, request: ResetRequest): ResultAsync<EndsOtherSessions, Denial | ManagementRefusal>;
}
