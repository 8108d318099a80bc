/** Records as they are read: `Unreadable` is thrown for anything that this version did not write. @module */

import type { HashAlgorithm } from '../../domain/hashing.ts';
import type { ClientTag, RecipientTag } from '../../domain/keyed-names.ts';
import type {
  AccessTokenRecord,
  AttemptScope,
  Attempts,
  CountedMail,
  EmailCode,
  EmailCodePurpose,
  EmailEnrollment,
  PendingTotp,
  TotpEnrollment,
  TrustedClient,
} from '../../domain/subject-record.ts';
import { corrupt } from './failure.ts';
import { type Format, algorithmLetters, formats, optedOut, purposeLetters, scopeLetters } from './formats.ts';
import { decodeText, readFields } from './stored-text.ts';

/** The fields of a record; throws the failure that the call rejects with where it cannot be read. */
export function fieldsOf(record: string, format: Format): readonly string[] {
  const fields = readFields(record, format);
  if (fields === undefined) throw corrupt('unknown');
  return fields;
}

export function decodePending(record: string): PendingTotp {
  const [
    ,
    id = '',
    algorithm = '',
    digits,
    period,
    window,
    expiresAt,
    keyName = '',
    nonce = '',
    ciphertext = '',
  ] = fieldsOf(record, formats.pending);
  return {
    id: decodeText(id),
    algorithm: nameOf<HashAlgorithm>(algorithmLetters, algorithm),
    digits: Number(digits),
    periodSeconds: Number(period),
    window: Number(window),
    expiresAt: Number(expiresAt),
    sealed: { keyName: decodeText(keyName), nonce: decodeText(nonce), ciphertext: decodeText(ciphertext) },
  };
}

/** An authenticator is four fields of the core record; none of them where there is none. */
export function decodeTotp(core: ReadonlyMap<string, string>): TotpEnrollment | undefined {
  const record = core.get('t');
  if (record === undefined) return undefined;
  const [id = '', algorithm = '', digits, period, window, enrolledAt, keyName = ''] = fieldsOf(
    record,
    formats.totp,
  );
  const [nonce = ''] = fieldsOf(core.get('tn') ?? '', formats.nonce);
  const [ciphertext = ''] = fieldsOf(core.get('tc') ?? '', formats.ciphertext);
  const [lastStep, spentBy = ''] = fieldsOf(core.get('ts') ?? '', formats.lastStep);
  return {
    id: decodeText(id),
    algorithm: nameOf<HashAlgorithm>(algorithmLetters, algorithm),
    digits: Number(digits),
    periodSeconds: Number(period),
    window: Number(window),
    enrolledAt: Number(enrolledAt),
    sealed: { keyName: decodeText(keyName), nonce: decodeText(nonce), ciphertext: decodeText(ciphertext) },
    lastStep: Number(lastStep),
    spentBy: decodeText(spentBy),
  };
}

export function decodeEmail(record: string | undefined): EmailEnrollment | 'opted-out' | undefined {
  if (record === undefined) return undefined;
  if (record === optedOut) return 'opted-out';
  const [enabledAt, ...recipients] = fieldsOf(record, formats.email);
  return {
    enabledAt: Number(enabledAt),
    recipients: recipients.map((recipient) => decodeText(recipient) as RecipientTag),
  };
}

export function decodeCode(record: string): EmailCode {
  const [, purpose = '', digest = '', digits, expiresAt, issuedBy = '', spentBy = ''] = fieldsOf(
    record,
    formats.code,
  );
  return {
    purpose: nameOf<EmailCodePurpose>(purposeLetters, purpose),
    digest: decodeText(digest),
    digits: Number(digits),
    expiresAt: Number(expiresAt),
    issuedBy: decodeText(issuedBy),
    ...(spentBy === '' ? {} : { spentBy: decodeText(spentBy) }),
  };
}

export function decodeMail(record: string): CountedMail {
  const [, at, by = ''] = fieldsOf(record, formats.mail);
  return { at: Number(at), by: decodeText(by) };
}

export function decodeTrusted(record: string): TrustedClient {
  const [, client = '', factorAt, label = ''] = fieldsOf(record, formats.trusted);
  return { client: decodeText(client) as ClientTag, factorAt: Number(factorAt), label: decodeText(label) };
}

/** The record of one token, and where it stands in the list. */
export function decodeToken(
  id: string,
  record: string,
  used: string,
): { readonly place: number; readonly token: AccessTokenRecord } {
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
  const lastUsed = used === '' ? {} : { lastUsedAt: Number(fieldsOf(used, formats.tokenUse)[0]) };
  const token = {
    id,
    digest: decodeText(digest),
    name: decodeText(name),
    owner: { keyName: decodeText(keyName), nonce: decodeText(nonce), ciphertext: decodeText(ciphertext) },
    bypass: bypass === '1',
    scopes: scopes.map((scope) => decodeText(scope)),
    createdAt: Number(createdAt),
    ...(expiresAt === '' ? {} : { expiresAt: Number(expiresAt) }),
    lastFour: decodeText(lastFour),
    ...lastUsed,
  };
  return { place: Number(place), token };
}

/** Failures of one method: one line of their record, the latest attempts first. */
export function decodeAttempts(line: string): readonly [AttemptScope, Attempts] {
  const [, letter = '', failures, lockedUntil, ...recent] = fieldsOf(line, formats.attempts);
  const attempts = {
    failures: Number(failures),
    lockedUntil: Number(lockedUntil),
    recent: recent.map((id) => decodeText(id)),
  };
  return [nameOf<AttemptScope>(scopeLetters, letter), attempts];
}

/** The word that a letter stands for. */
export function nameOf<Name extends string>(letters: Readonly<Record<Name, string>>, letter: string): Name {
  const names = Object.keys(letters) as Name[];
  const name = names.find((candidate) => letters[candidate] === letter);
  if (name === undefined) throw corrupt('unknown');
  return name;
}
