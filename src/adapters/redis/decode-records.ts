/** Records as they are read, after a script has checked them; what still is none makes the call reject. @module */

import type { HashAlgorithm } from '../../domain/base/hashing.ts';
import type { Instant } from '../../domain/base/instant.ts';
import type { ClientFingerprint, RecipientTag } from '../../domain/keys/keyed-names.ts';
import type {
  StoredAccessToken,
  AttemptScope,
  Attempts,
  CountedMail,
  EmailCode,
  EmailCodePurpose,
  EmailEnrollment,
  PendingTotp,
  RecoveryCode,
  TotpEnrollment,
  TrustedClient,
} from '../../domain/subject/subject-record.ts';
import { corrupt } from './failure.ts';
import { type Format, algorithmLetters, formats, optedOut, purposeLetters, scopeLetters } from './formats.ts';
import { decodeText, readFields } from './stored-text.ts';

/** The fields of a record; throws the failure that the call rejects with where it cannot be read. */
export function fieldsOf(record: string, format: Format): readonly string[] {
  const fields = readFields(record, format);
  if (fields === undefined) throw corrupt('unknown');
  return fields;
}

/** A count or an instant. */
export function numberOf(field: string | undefined): number {
  const value = Number(field);
  if (field === '' || !Number.isFinite(value)) throw corrupt('unknown');
  return value;
}

/** What a pending authenticator and a live one have alike, as the fields of both stand: of one instant each means another. */
function decodeAuthenticator(fields: readonly string[]): Omit<PendingTotp, 'expiresAt'> & { at: Instant } {
  const [, id = '', algorithm = '', digits, period, window, at, keyName = '', nonce = '', ciphertext = ''] =
    fields;
  return {
    id: decodeText(id),
    algorithm: algorithmOf(algorithm),
    digits: numberOf(digits),
    periodSeconds: numberOf(period),
    window: numberOf(window),
    at: numberOf(at),
    sealed: { keyName: decodeText(keyName), nonce: decodeText(nonce), ciphertext: decodeText(ciphertext) },
  };
}

export function decodePending(record: string): PendingTotp {
  const { at: expiresAt, ...authenticator } = decodeAuthenticator(fieldsOf(record, formats.pending));
  return { ...authenticator, expiresAt };
}

export function decodeTotp(record: string): TotpEnrollment {
  const fields = fieldsOf(record, formats.totp);
  const { at: enrolledAt, ...authenticator } = decodeAuthenticator(fields);
  const [lastStep, spentBy = ''] = fields.slice(-2);
  return { ...authenticator, enrolledAt, lastStep: numberOf(lastStep), spentBy: decodeText(spentBy) };
}

export function decodeEmail(record: string): EmailEnrollment | 'opted-out' {
  if (record === `E|${optedOut}`) return 'opted-out';
  const [, enabledAt, ...recipients] = fieldsOf(record, formats.email);
  return {
    enabledAt: numberOf(enabledAt),
    recipients: recipients.map((recipient) => decodeText(recipient) as RecipientTag),
  };
}

export function decodeCode(record: string): EmailCode {
  const [, purpose = '', digest = '', digits, expiresAt, issuedBy = '', spentBy = ''] = fieldsOf(
    record,
    formats.code,
  );
  return {
    purpose: purposeOf(purpose),
    digest: decodeText(digest),
    digits: numberOf(digits),
    expiresAt: numberOf(expiresAt),
    issuedBy: decodeText(issuedBy),
    ...(spentBy === '' ? {} : { spentBy: decodeText(spentBy) }),
  };
}

export function decodeMail(record: string): CountedMail {
  const [, at, by = ''] = fieldsOf(record, formats.mail);
  return { at: numberOf(at), by: decodeText(by) };
}

export function decodeRecoveryCode(record: string): RecoveryCode {
  const [, digest = '', spentBy = ''] = fieldsOf(record, formats.recoveryCode);
  return { digest: decodeText(digest), ...(spentBy === '' ? {} : { spentBy: decodeText(spentBy) }) };
}

export function decodeTrusted(record: string): TrustedClient {
  const [, client = '', factorAt, label = ''] = fieldsOf(record, formats.trusted);
  return {
    client: decodeText(client) as ClientFingerprint,
    factorAt: numberOf(factorAt),
    label: decodeText(label),
  };
}

/** The record of one token, and where it stands in the list. */
export function decodeToken(
  id: string,
  record: string,
  used: string,
): { readonly place: number; readonly token: StoredAccessToken } {
  const [
    ,
    place,
    digest = '',
    name = '',
    keyName = '',
    nonce = '',
    ciphertext = '',
    bypass,
    createdAt,
    expiresAt,
    lastFour = '',
    ...scopes
  ] = fieldsOf(record, formats.token);
  const lastUsed = used === '' ? {} : { lastUsedAt: numberOf(used) };
  const token = {
    id,
    digest: decodeText(digest),
    name: decodeText(name),
    owner: { keyName: decodeText(keyName), nonce: decodeText(nonce), ciphertext: decodeText(ciphertext) },
    bypass: bypass === '1',
    scopes: scopes.map((scope) => decodeText(scope)),
    createdAt: numberOf(createdAt),
    ...(expiresAt === '' ? {} : { expiresAt: numberOf(expiresAt) }),
    lastFour: decodeText(lastFour),
    ...lastUsed,
  };
  return { place: numberOf(place), token };
}

/** Failures of one method: one line of their record, the latest attempts first. */
export function decodeAttempts(line: string): readonly [AttemptScope, Attempts] {
  const [letter = '', failures, lockedUntil, ...recent] = fieldsOf(line, formats.attempts);
  const attempts = {
    failures: numberOf(failures),
    lockedUntil: numberOf(lockedUntil),
    recent: recent.map((id) => decodeText(id)),
  };
  return [scopeOf(letter), attempts];
}

export const scopeOf: (letter: string) => AttemptScope = namesOf(scopeLetters);
const algorithmOf = namesOf<HashAlgorithm>(algorithmLetters);
const purposeOf = namesOf<EmailCodePurpose>(purposeLetters);

/** What a letter stands for. */
function namesOf<Name extends string>(letters: Readonly<Record<Name, string>>): (letter: string) => Name {
  const names = new Map((Object.keys(letters) as Name[]).map((name) => [letters[name], name]));
  return (letter) => {
    const name = names.get(letter);
    if (name === undefined) throw corrupt('unknown');
    return name;
  };
}
