/** What well-formed port answers look like; anything else is a fault of the port (P16). @module */

import type { ChargeOutcome } from '../../domain/subject/charge.ts';
import type { IssueOutcome } from '../../domain/subject/issue-email-code.ts';
import type { SettleOutcome } from '../../domain/subject/settle.ts';
import type {
  StoredAccessToken,
  Attempts,
  CountedMail,
  EmailCode,
  EmailEnrollment,
  PendingTotp,
  SealedSecret,
  TotpEnrollment,
  TotpParameters,
  TrustedClient,
} from '../../domain/subject/subject-record.ts';
import type { SubjectState } from '../../domain/subject/subject-state.ts';
import type { Account } from '../../ports/accounts.ts';
import type { ReadAnswer } from './call-port.ts';

type Check = (value: unknown) => boolean;
/** Every field that any of several kinds of answers has. */
type AllOf<Answer> = { readonly [Name in Answer extends unknown ? keyof Answer : never]: unknown };

const isText: Check = (value) => typeof value === 'string';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isInstant: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isAbsentOr = (check: Check, value: unknown): boolean => value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const oneOf =
  (...words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value);

/** An object whose fields are judged one by one, written out: a state is judged on every call, and a table takes twice as long.
 * Fields that no use case reads (`spentBy`, `issuedBy`) are not judged. */
const record =
  <Shape>(judge: (of: { readonly [Name in keyof Shape]-?: unknown }) => boolean): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    judge(value as { readonly [Name in keyof Shape]-?: unknown });

const areTexts = listOf(isText);
const isAlgorithm = oneOf('SHA1', 'SHA256', 'SHA512');
const isDigits = oneOf(6, 7, 8);
const isWindow = oneOf(0, 1, 2);
const isPurpose = oneOf('challenge', 'first-factor');
const isMethod = oneOf('totp', 'email', 'recovery-code', 'password', 'enrollment');

const isSealed = record<SealedSecret>(
  (of) => isText(of.keyName) && isText(of.nonce) && isText(of.ciphertext),
);
const isAuthenticator = record<TotpParameters & { id: string; sealed: SealedSecret }>(
  (of) =>
    isText(of.id) &&
    isAlgorithm(of.algorithm) &&
    isDigits(of.digits) &&
    isCount(of.periodSeconds) &&
    isWindow(of.window) &&
    isSealed(of.sealed),
);
const isTotp = record<TotpEnrollment>(
  (of) => isAuthenticator(of) && isInstant(of.enrolledAt) && isCount(of.lastStep),
);
const isPendingTotp = record<PendingTotp>((of) => isAuthenticator(of) && isInstant(of.expiresAt));
const isEnabled = record<EmailEnrollment>((of) => isInstant(of.enabledAt) && areTexts(of.recipients));
const isEmail: Check = (value) => value === 'opted-out' || isEnabled(value);
const isEmailCode = record<EmailCode>(
  (of) => isPurpose(of.purpose) && isText(of.digest) && isCount(of.digits) && isInstant(of.expiresAt),
);
const areMails = listOf(record<CountedMail>((of) => isInstant(of.at) && isText(of.by)));
const isTrusted = record<TrustedClient>(
  (of) => isText(of.client) && isInstant(of.factorAt) && isText(of.label),
);
const isToken = record<StoredAccessToken>(
  (of) =>
    isText(of.id) &&
    isText(of.digest) &&
    isText(of.name) &&
    isSealed(of.owner) &&
    isBoolean(of.bypass) &&
    areTexts(of.scopes) &&
    isInstant(of.createdAt) &&
    isAbsentOr(isInstant, of.expiresAt) &&
    isText(of.lastFour) &&
    isAbsentOr(isInstant, of.lastUsedAt),
);
const isAttempts = record<Attempts>(
  (of) => isCount(of.failures) && isInstant(of.lockedUntil) && areTexts(of.recent),
);
const isAttemptTable = record((of) => Object.values(of).every((value) => isAbsentOr(isAttempts, value)));
const isState = record<SubjectState>(
  (of) =>
    isCount(of.generation) &&
    isAbsentOr(isTotp, of.totp) &&
    isAbsentOr(isPendingTotp, of.pendingTotp) &&
    isAbsentOr(isEmail, of.email) &&
    isAbsentOr(isEmailCode, of.emailCode) &&
    areMails(of.mails) &&
    isCount(of.recoveryCodesLeft) &&
    isAbsentOr(isTrusted, of.trust) &&
    isAbsentOr(isToken, of.token) &&
    isAttemptTable(of.attempts),
);
const isCharge = record<AllOf<ChargeOutcome>>(
  ({ kind, method, state, retryAt, recoveryDigests }) =>
    isState(state) &&
    (kind === 'trusted' ||
      kind === 'not-enrolled' ||
      (isMethod(method) &&
        (kind === 'disabled' ||
          kind === 'malformed' ||
          (kind === 'locked' && isInstant(retryAt)) ||
          (kind === 'charged' && areTexts(recoveryDigests))))),
);
const isSettle = record<AllOf<SettleOutcome>>(
  ({ kind, recoveryCodesLeft }) =>
    kind === 'spent' || kind === 'superseded' || (kind === 'settled' && isCount(recoveryCodesLeft)),
);
const isIssue = record<AllOf<IssueOutcome>>(
  ({ kind, nextCodeAt }) =>
    kind === 'superseded' || ((kind === 'issued' || kind === 'too-soon') && isInstant(nextCodeAt)),
);
const isAccount = record<Account>(
  (of) =>
    isAbsentOr(isText, of.username) &&
    areTexts(of.verifiedEmails) &&
    isBoolean(of.hasPassword) &&
    isAbsentOr(isText, of.locale) &&
    isAbsentOr(isBoolean, of.mustHaveFactor) &&
    isAbsentOr(isBoolean, of.factorEnrolled),
);

function reader<Answer>(check: Check): ReadAnswer<Answer> {
  return (answer) => (check(answer) ? { value: answer as Answer } : undefined);
}

export const readState: ReadAnswer<SubjectState> = reader(isState);
export const readCharge: ReadAnswer<ChargeOutcome> = reader(isCharge);
export const readSettle: ReadAnswer<SettleOutcome> = reader(isSettle);
export const readIssue: ReadAnswer<IssueOutcome> = reader(isIssue);
/** `null` counts as absent, since many stores answer that. */
export const readAccount: ReadAnswer<Account | undefined> = (answer) =>
  answer === undefined || answer === null ? { value: undefined } : reader<Account>(isAccount)(answer);
export const readBoolean: ReadAnswer<boolean> = reader(isBoolean);
export const readInstant: ReadAnswer<number> = reader(
  (value) => isInstant(value) && Math.abs(value as number) <= 8.64e15,
);
export const readTrusted: ReadAnswer<readonly TrustedClient[]> = reader(listOf(isTrusted));
export const readTokens: ReadAnswer<readonly StoredAccessToken[]> = reader(listOf(isToken));
export const readToken: ReadAnswer<StoredAccessToken | undefined> = reader((value) =>
  isAbsentOr(isToken, value),
);
export const readSealed: ReadAnswer<SealedSecret> = reader(isSealed);
export const readBytes: ReadAnswer<Uint8Array> = reader(
  (value) => value instanceof Uint8Array && value.length > 0,
);
export const readAnything: ReadAnswer<unknown> = (answer) => ({ value: answer });

/** One of the words that a verb answers. */
export function readWord<const Words extends readonly string[]>(...words: Words): ReadAnswer<Words[number]> {
  return reader(oneOf(...words));
}
