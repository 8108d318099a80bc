/** The shapes of what ports return; any other value is a fault of the port (P16). @module */

import { deepFreeze } from '../../domain/base/deep-freeze.ts';
import { isFactor, isMethod } from '../../domain/policy/method.ts';
import type { ChargeOutcome } from '../../domain/subject/charge.ts';
import type { IssueOutcome } from '../../domain/subject/issue-email-code.ts';
import type { PinOutcome } from '../../domain/subject/pin-email.ts';
import type { SettleOutcome } from '../../domain/subject/settle.ts';
import type {
  Attempts,
  CountedMail,
  EmailCode,
  EmailEnrollment,
  PendingTotp,
  SealedSecret,
  StoredAccessToken,
  TotpEnrollment,
  TotpParameters,
  TrustedClient,
} from '../../domain/subject/subject-record.ts';
import { type SubjectState, contradictsItself } from '../../domain/subject/subject-state.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Storage } from '../../ports/storage.ts';
import type { ReadResult } from './race-port.ts';

type Check = (value: unknown) => boolean;

/** The last instant that JavaScript's dates have (ECMA-262, Time Values and Time Range). */
const maxInstant = 8.64e15;

/** Every field that any outcome of a union has. */
type AllOf<Outcome> = { readonly [Name in Outcome extends unknown ? keyof Outcome : never]: unknown };

const isText: Check = (value) => typeof value === 'string';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isInstant: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isAbsentOr = (check: Check, value: unknown): boolean => value === undefined || check(value);
/** Counts up: memory storage freezes its lists, and `every` is slow on those. */
const listOf =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return false;
    for (let index = 0; index < value.length; index++) if (!check(value[index])) return false;
    return true;
  };
const oneOf =
  (...words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value);

/**
 * An object whose fields are checked one by one, written out: every decision checks a state
 * (`bench`, case `authorize: trusted client`). Fields that no use case reads (`spentBy`,
 * `issuedBy`) are not checked.
 */
const objectWith =
  <Shape>(check: (fields: { readonly [Name in keyof Shape]-?: unknown }) => boolean): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    check(value as { readonly [Name in keyof Shape]-?: unknown });

const areTexts = listOf(isText);
const isAlgorithm = oneOf('SHA1', 'SHA256', 'SHA512');
const isDigits = oneOf(6, 7, 8);
const isPurpose = oneOf('challenge', 'first-factor');

const isSealed = objectWith<SealedSecret>(
  (of) => isText(of.keyName) && isText(of.nonce) && isText(of.ciphertext),
);
const isAuthenticator = objectWith<TotpParameters & { id: string; sealed: SealedSecret }>(
  (of) =>
    isText(of.id) &&
    isAlgorithm(of.algorithm) &&
    isDigits(of.digits) &&
    isCount(of.periodSeconds) &&
    isSealed(of.sealed),
);
const isTotp = objectWith<TotpEnrollment>(
  (of) => isAuthenticator(of) && isInstant(of.enrolledAt) && isCount(of.lastStep),
);
const isPendingTotp = objectWith<PendingTotp>((of) => isAuthenticator(of) && isInstant(of.expiresAt));
const isEnabled = objectWith<EmailEnrollment>((of) => isInstant(of.enabledAt) && areTexts(of.addresses));
const isEmail: Check = (value) => value === 'opted-out' || isEnabled(value);
const isEmailCode = objectWith<EmailCode>(
  (of) => isPurpose(of.purpose) && isText(of.digest) && isCount(of.digits) && isInstant(of.expiresAt),
);
const areMails = listOf(objectWith<CountedMail>((of) => isInstant(of.at) && isText(of.by)));
const isTrusted = objectWith<TrustedClient>(
  (of) =>
    isText(of.client) &&
    isFactor(of.method) &&
    isInstant(of.factorAt) &&
    isInstant(of.diesAt) &&
    isText(of.label),
);
const isToken = objectWith<StoredAccessToken>(
  (of) =>
    isText(of.id) &&
    isText(of.digest) &&
    isText(of.name) &&
    isSealed(of.owner) &&
    isBoolean(of.bypass) &&
    isAbsentOr(areTexts, of.scopes) &&
    isInstant(of.createdAt) &&
    isAbsentOr(isInstant, of.expiresAt) &&
    isText(of.lastFour) &&
    isAbsentOr(isInstant, of.lastUsedAt),
);
const isAttempts = objectWith<Attempts>(
  (of) => isCount(of.failures) && isInstant(of.lockedUntil) && areTexts(of.recent),
);
const isAttemptTable = objectWith((of) => Object.values(of).every((value) => isAbsentOr(isAttempts, value)));
const isState = objectWith<SubjectState>(
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
    isAttemptTable(of.attempts) &&
    !contradictsItself(of as SubjectState),
);
const isCharge = objectWith<AllOf<ChargeOutcome>>(
  ({ kind, method, state, retryAt, recoveryDigests, spentDigests }) =>
    isState(state) &&
    (kind === 'trusted' ||
      kind === 'not-enrolled' ||
      ((isMethod(method) || method === 'enrollment') &&
        (kind === 'disabled' ||
          kind === 'malformed' ||
          (kind === 'locked' && isInstant(retryAt)) ||
          (kind === 'charged' && areTexts(recoveryDigests) && areTexts(spentDigests))))),
);
const isSettle = objectWith<AllOf<SettleOutcome>>(
  ({ kind, recoveryCodesLeft }) =>
    kind === 'spent' || kind === 'superseded' || (kind === 'settled' && isCount(recoveryCodesLeft)),
);
const isIssue = objectWith<AllOf<IssueOutcome>>(
  ({ kind, nextCodeAt }) =>
    kind === 'superseded' || ((kind === 'issued' || kind === 'too-soon') && isInstant(nextCodeAt)),
);
const isPin = objectWith<AllOf<PinOutcome>>(
  ({ kind, generation, email }) =>
    kind === 'superseded' || (kind === 'pinned' && isCount(generation) && isEmail(email)),
);
const isAccount = objectWith<Account>(
  (of) =>
    isText(of.id) &&
    of.id !== '' &&
    isAbsentOr(isText, of.username) &&
    areTexts(of.verifiedEmails) &&
    isBoolean(of.hasPassword) &&
    isAbsentOr(isText, of.locale) &&
    isAbsentOr(isBoolean, of.mustHaveFactor) &&
    isAbsentOr(isBoolean, of.factorEnrolled),
);

type OutcomeOf<Name extends keyof Storage> = Awaited<ReturnType<Storage[Name]>>;
type WordVerb = {
  readonly [Name in keyof Storage]: OutcomeOf<Name> extends string ? Name : never;
}[keyof Storage];

/**
 * The outcomes that are words. Their meaning is in `outcomes` of the domain, which the façade need
 * not carry; the compiler compares the two.
 */
const words: { readonly [Name in WordVerb]: Readonly<Record<OutcomeOf<Name>, 1>> } = {
  refund: { refunded: 1 },
  begin: { begun: 1 },
  beginEnrollment: { begun: 1, superseded: 1 },
  confirmEnrollment: { confirmed: 1, 'not-pending': 1, superseded: 1 },
  enableEmail: { enabled: 1, 'enabled-with-recovery-codes': 1, superseded: 1 },
  removeFactor: { removed: 1, 'not-enrolled': 1, superseded: 1 },
  replaceRecoveryCodes: { replaced: 1, 'not-enrolled': 1, superseded: 1 },
  raiseGeneration: { raised: 1, 'raised-unpinned': 1 },
  unlock: { unlocked: 1 },
  reset: { reset: 1 },
  forget: { erased: 1, absent: 1 },
  withdrawEmailCode: { withdrawn: 1, 'not-live': 1 },
  revokeTrusted: { revoked: 1, 'not-found': 1 },
  revokeAllTrusted: { revoked: 1 },
  insertToken: { inserted: 1, 'name-taken': 1, 'limit-reached': 1, superseded: 1 },
  replaceToken: { replaced: 1, 'not-found': 1, superseded: 1 },
  revokeToken: { revoked: 1, 'not-found': 1 },
  revokeAllTokens: { revoked: 1 },
  countMail: { counted: 1, capped: 1 },
  recognize: { same: 1, first: 1, other: 1 },
};

/** The outcomes that are more than a word. */
const structuredOutcomes: Readonly<Record<Exclude<keyof Storage, WordVerb>, Check>> = {
  load: isState,
  charge: isCharge,
  settle: isSettle,
  pinEmail: isPin,
  issueEmailCode: isIssue,
  listTrusted: listOf(isTrusted),
  listTokens: listOf(isToken),
  findToken: (value) => isAbsentOr(isToken, value),
};

/** Reads the outcome of each storage verb. */
export const outcomeReaders: Readonly<Record<keyof Storage, ReadResult<unknown>>> = deepFreeze(
  Object.fromEntries([
    ...Object.entries(structuredOutcomes).map(([name, check]) => [name, reader(check)]),
    ...Object.entries(words).map(([name, kinds]) => [name, reader(oneOf(...Object.keys(kinds)))]),
  ]) as Record<keyof Storage, ReadResult<unknown>>,
);

/** `null` counts as absent, since many user stores return it. */
export const readAccount: ReadResult<Account | undefined> = (returned) =>
  returned === undefined || returned === null ? { value: undefined } : reader<Account>(isAccount)(returned);
export const readBoolean: ReadResult<boolean> = reader(isBoolean);
export const readInstant: ReadResult<number> = reader(
  (value) => isInstant(value) && Math.abs(value as number) <= maxInstant,
);
export const readSealed: ReadResult<SealedSecret> = reader(isSealed);
export const readBytes: ReadResult<Uint8Array> = reader(
  (value) => value instanceof Uint8Array && value.length > 0,
);
/** The bytes of a secret. All zero is what a port returns that hands out an array once wiped. */
export const readSecret: ReadResult<Uint8Array> = reader(
  (value) => value instanceof Uint8Array && value.some((byte) => byte !== 0),
);
export const readAnything: ReadResult<unknown> = (returned) => ({ value: returned });

function reader<Value>(check: Check): ReadResult<Value> {
  return (returned) => (check(returned) ? { value: returned as Value } : undefined);
}
