/** What well-formed port answers look like; anything else is a fault of the port (P16). @module */

import type { ChargeAnswer } from '../domain/charge.ts';
import type { IssueAnswer } from '../domain/issue-email-code.ts';
import type { SettleAnswer } from '../domain/settle.ts';
import type {
  AccessTokenRecord,
  SealedSecret,
  SubjectState,
  TrustedClient,
} from '../domain/subject-record.ts';
import type { Account } from '../ports/accounts.ts';
import type { ReadAnswer } from './call-port.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isTruth: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isInstant: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isMissing: Check = (value) => value === undefined;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const oneOf =
  (...words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value);
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));

function shape(fields: Readonly<Record<string, Check>>): Check {
  const names = Object.keys(fields);
  const checks = Object.values(fields);
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const values = value as Readonly<Record<string, unknown>>;
    return checks.every((check, index) => check(values[names[index] as string]));
  };
}

const isSealed = shape({ keyName: isText, nonce: isText, ciphertext: isText });
const totpParameters = {
  id: isText,
  algorithm: oneOf('SHA1', 'SHA256', 'SHA512'),
  digits: oneOf(6, 7, 8),
  periodSeconds: isCount,
  window: oneOf(0, 1, 2),
  sealed: isSealed,
};
const isTotp = shape({ ...totpParameters, enrolledAt: isInstant, lastStep: isCount });
const isPendingTotp = shape({ ...totpParameters, expiresAt: isInstant });
const isEmailEnrolment = shape({ enabledAt: isInstant, recipients: listOf(isText) });
const isEmailCode = shape({
  purpose: oneOf('challenge', 'first-factor'),
  digest: isText,
  digits: isCount,
  expiresAt: isInstant,
});
const isAttempts = shape({ failures: isCount, lockedUntil: isInstant, recent: listOf(isText) });
const isTrusted = shape({ client: isText, factorAt: isInstant, label: isText });
const isToken = shape({
  id: isText,
  digest: isText,
  name: isText,
  owner: isSealed,
  bypass: isTruth,
  scopes: listOf(isText),
  createdAt: isInstant,
  expiresAt: optional(isInstant),
  lastFour: isText,
  lastUsedAt: optional(isInstant),
});
const isState = shape({
  epoch: isCount,
  totp: optional(isTotp),
  pendingTotp: optional(isPendingTotp),
  email: either(isMissing, oneOf('opted-out'), isEmailEnrolment),
  emailCode: optional(isEmailCode),
  mails: listOf(shape({ at: isInstant, by: isText })),
  recoveryCodesLeft: isCount,
  trust: optional(isTrusted),
  token: optional(isToken),
  attempts: (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every(optional(isAttempts)),
});
const isMethod = oneOf('totp', 'email', 'recovery-code', 'password', 'enrollment');
const isCharge = either(
  shape({ word: oneOf('charged'), method: isMethod, state: isState, recoveryDigests: listOf(isText) }),
  shape({ word: oneOf('locked'), method: isMethod, retryAt: isInstant, state: isState }),
  shape({ word: oneOf('disabled', 'malformed'), method: isMethod, state: isState }),
  shape({ word: oneOf('trusted', 'not-enrolled'), state: isState }),
);
const isSettle = either(
  shape({ word: oneOf('settled'), recoveryCodesLeft: isCount }),
  shape({ word: oneOf('spent', 'superseded') }),
);
const isIssue = either(
  shape({ word: oneOf('issued', 'too-soon'), nextCodeAt: isInstant }),
  shape({ word: oneOf('superseded') }),
);
const isAccount = shape({
  username: optional(isText),
  verifiedEmails: listOf(isText),
  hasPassword: isTruth,
  locale: optional(isText),
  mustHaveFactor: optional(isTruth),
  factorEnrolled: optional(isTruth),
});

function reader<Answer>(check: Check): ReadAnswer<Answer> {
  return (answer) => (check(answer) ? { value: answer as Answer } : undefined);
}

export const readState: ReadAnswer<SubjectState> = reader(isState);
export const readCharge: ReadAnswer<ChargeAnswer> = reader(isCharge);
export const readSettle: ReadAnswer<SettleAnswer> = reader(isSettle);
export const readIssue: ReadAnswer<IssueAnswer> = reader(isIssue);
/** `null` counts as absent, since many stores answer that. */
export const readAccount: ReadAnswer<Account | undefined> = (answer) =>
  answer === undefined || answer === null ? { value: undefined } : reader<Account>(isAccount)(answer);
export const readTruth: ReadAnswer<boolean> = reader(isTruth);
export const readInstant: ReadAnswer<number> = reader(
  (value) => isInstant(value) && Math.abs(value as number) <= 8.64e15,
);
export const readTrusted: ReadAnswer<readonly TrustedClient[]> = reader(listOf(isTrusted));
export const readTokens: ReadAnswer<readonly AccessTokenRecord[]> = reader(listOf(isToken));
export const readToken: ReadAnswer<AccessTokenRecord | undefined> = reader(optional(isToken));
export const readSealed: ReadAnswer<SealedSecret> = reader(isSealed);
export const readBytes: ReadAnswer<Uint8Array> = reader(
  (value) => value instanceof Uint8Array && value.length > 0,
);
export const readAnything: ReadAnswer<unknown> = (answer) => ({ value: answer });

/** One of the words that a verb answers. */
export function readWord<const Words extends readonly string[]>(...words: Words): ReadAnswer<Words[number]> {
  return reader(oneOf(...words));
}
