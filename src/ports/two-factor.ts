/** The façade as transports and applications see it. @module */

import type { Result, ResultAsync } from 'neverthrow';
import type { Denial, Grant, ManagementRefusal } from '../domain/decision/denial.ts';
import type { ReservedOperation } from '../domain/policy/rule.ts';
import type { AuthenticatedToken, AuthorizeRequest, ManagementProof } from './credentials.ts';
import type {
  AccessTokenCreated,
  AccessTokenRequest,
  AccessTokenView,
  AccountChange,
  EmailCodeSent,
  EmailEnabled,
  EndsOtherSessions,
  Forgotten,
  RecoveryCodesShown,
  ResetRequest,
  Status,
  TotpConfirmOptions,
  TotpConfirmed,
  TotpEnrollOptions,
  TotpEnrollmentStarted,
  TrustedClientView,
  UnlockRequest,
} from './management.ts';

/**
 * Two-factor authentication for one application. Every method but `demand` returns a `ResultAsync`,
 * and none of these throws or rejects on data. `guard` rejects with what its work throws.
 */
export interface TwoFactor<Operation extends string = string> {
  /**
   * May this subject, from this client, with this credential, do this operation now, and if not,
   * what must they present?
   */
  authorize(request: AuthorizeRequest<Operation>): ResultAsync<Grant, Denial>;
  /**
   * Runs `work` once and only where `authorize` grants the request, so a forgotten check lets
   * nobody pass. The result is the denial, or what `work` returns. If that is a `Result`, such as
   * that of a guard within, it is the result of the whole: no refusal passes for a success. What
   * `work` throws rejects; the code is spent all the same.
   *
   * @throws {TypeError} at the call, before anything is charged, if `work` is not a function.
   */
  guard<Value = never, Refused = never>(
    request: AuthorizeRequest<Operation>,
    work: (grant: Grant) => Result<Value, Refused> | PromiseLike<Result<Value, Refused>>,
  ): ResultAsync<Value, Denial | Refused>;
  guard<Value>(
    request: AuthorizeRequest<Operation>,
    work: (grant: Grant) => Value | PromiseLike<Value>,
  ): ResultAsync<Value, Denial>;
  /** As `authorize`, for hosts that throw: rejects with a `DenialError`, whose `denial` it is. */
  demand(request: AuthorizeRequest<Operation>): Promise<Grant>;
  readonly totp: {
    /**
     * Starts an enrollment; the live factor stays as it is until the new one is confirmed (P17).
     */
    enroll(
      subject: string,
      options?: TotpEnrollOptions,
    ): ResultAsync<TotpEnrollmentStarted, Denial | ManagementRefusal>;
    /**
     * Activates the pending enrollment by its first code, and spends that code. If the policy's
     * `enrollment.grantsTrust` says so, `client` is trusted, after all old trust is void.
     */
    confirm(
      subject: string,
      code: string,
      options?: TotpConfirmOptions,
    ): ResultAsync<TotpConfirmed, Denial | ManagementRefusal>;
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
    /**
     * Ends attempts under way too, so that none of them trusts a client afterwards (P11). Works
     * without an account too: `subject` is then the id that the account had.
     */
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
    /** Works without an account too: `subject` is then the id that the account had. */
    revokeAll(subject: string): ResultAsync<void, Denial>;
    list(subject: string): ResultAsync<readonly AccessTokenView[], Denial>;
    /**
     * The token that has this text. Malformed text costs no storage read. A token whose owner's
     * account is gone is as unknown as a revoked one.
     */
    authenticate(text: string): ResultAsync<AuthenticatedToken, Denial>;
  };
  /**
   * The host reports a change of addresses or password: trust and live codes end, every address
   * gets a notice. They also end if the grant is unfit, which is an `invalid-request`. Works
   * without an account too: `subject` is then the id that the account had.
   */
  accountChanged(
    subject: string,
    change: AccountChange,
  ): ResultAsync<EndsOtherSessions, Denial | ManagementRefusal>;
  status(subject: string): ResultAsync<Status, Denial>;
  /**
   * Ends every lock and gives every attempt back, so that a factor that an attack disabled works
   * again: the way for a help desk, which need not remove the factors of an attack's victim.
   * Factors, codes and trust stay as they are. Sends a notice.
   */
  unlock(subject: string, request: UnlockRequest): ResultAsync<void, Denial | ManagementRefusal>;
  /**
   * The administrator's way back: removes factors, codes, trust and (by default) bypass tokens, and
   * sends a notice. Works without an account too: `subject` is then the id that the account had,
   * and nobody gets a notice.
   */
  reset(subject: string, request: ResetRequest): ResultAsync<EndsOtherSessions, Denial | ManagementRefusal>;
  /**
   * Erases everything of an account that was deleted: factors, codes, trust, access tokens and
   * counters. Call it once the account can no longer be found, and before its id is given to
   * anybody else: the next owner inherits nothing. Needs no account and asks for none, works even
   * if the stored record cannot be read, sends no notice, and may be repeated. The counted mails to
   * an address, which name no subject, stay for a day.
   *
   * @param id the `id` of the account, exactly as the database had it. Empty, or no string:
   *   `invalid-request`.
   */
  forget(id: string): ResultAsync<Forgotten, Denial | ManagementRefusal>;
}
