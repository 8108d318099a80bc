/** Reading a key URI strictly: what could be taken for something else is refused. @module */

import { err, ok } from 'neverthrow';
import type { Result } from 'neverthrow';
import { decodeBase32 } from './base32.ts';
import type { HashAlgorithm } from './hashing.ts';
import type { KeyUri } from './key-uri.ts';
import { LAST_COUNTER } from './otp-options.ts';

/** Why text is not a key URI. It never carries the text, which holds a secret. */
export type InvalidKeyUri = {
  readonly kind: 'invalid-key-uri';
  readonly reason:
    /** Not a string at all. */
    | 'not-text'
    /** Not of the form `otpauth://TYPE/LABEL?PARAMETERS`. */
    | 'scheme'
    /** The type is neither totp nor hotp. */
    | 'type'
    /** A percent sign that does not start well-formed UTF-8. */
    | 'percent-encoding'
    /** No account, or more than one colon. */
    | 'label'
    /** The value of that parameter is missing or not allowed. */
    | Parameter
    /** A parameter that means something is given twice. */
    | 'duplicate-parameter';
};

type Parameter = 'secret' | 'issuer' | 'algorithm' | 'digits' | 'period' | 'counter';
type Reason = InvalidKeyUri['reason'];

const PARAMETERS: readonly string[] = ['secret', 'issuer', 'algorithm', 'digits', 'period', 'counter'];

/**
 * Reads a key URI. Scheme, type, parameter names and algorithm count in any case; unknown parameters and a fragment are
 * ignored, as are a period of HOTP and a counter of TOTP; `+` is a plus sign. The issuer parameter wins over the label's
 * prefix (they "should be equal"), which stands in where the parameter is missing or empty.
 *
 * @example
 * ```ts
 * import { parseKeyUri } from 'second-factor/otp';
 *
 * const parsed = parseKeyUri('otpauth://totp/Acme%20Co:alice?secret=JBSWY3DPEHPK3PXP&issuer=Acme%20Co');
 * parsed.map(({ issuer, account }) => `${account} at ${issuer}`)._unsafeUnwrap(); // => 'alice at Acme Co'
 * parseKeyUri('otpauth://totp/alice')._unsafeUnwrapErr(); // => { kind: 'invalid-key-uri', reason: 'secret' }
 * ```
 */
export function parseKeyUri(text: string): Result<KeyUri, InvalidKeyUri> {
  if (typeof text !== 'string') return refuse('not-text');
  const [, scheme, rawType, rawLabel, query] =
    /^([a-z]+):\/\/([^/?#]*)\/?([^?#]*)\??([^#]*)/i.exec(text) ?? [];
  if (scheme?.toLowerCase() !== 'otpauth') return refuse('scheme');
  const type = rawType?.toLowerCase();
  if (type !== 'totp' && type !== 'hotp') return refuse('type');

  const label = parseLabel(rawLabel ?? '');
  if (label.isErr()) return err(label.error);
  const parameters = parseQuery(query ?? '');
  if (parameters.isErr()) return err(parameters.error);
  const { secret, issuer, algorithm, digits, period, counter } = parameters.value;

  const bytes = decodeBase32(secret ?? '');
  if (bytes.isErr() || bytes.value.length === 0) return refuse('secret');
  if (issuer?.includes(':')) return refuse('issuer');
  const hash = parseAlgorithm(algorithm);
  if (hash === undefined) return refuse('algorithm');
  const length = parseDigits(digits);
  if (length === undefined) return refuse('digits');

  const shared = {
    ...namesOf(label.value, issuer),
    secret: bytes.value,
    algorithm: hash,
    digits: length,
  };
  if (type === 'totp') {
    const seconds = parseWhole(period ?? '30');
    if (typeof seconds !== 'number' || seconds === 0) return refuse('period');
    return ok({ type, ...shared, period: seconds });
  }
  const first = parseWhole(counter);
  return first === undefined ? refuse('counter') : ok({ type, ...shared, counter: first });
}

type Label = { readonly prefix?: string; readonly account: string };

/** `label = accountname / issuer (":" / "%3A") *"%20" accountname`, and neither name contains a colon. */
function parseLabel(raw: string): Result<Label, InvalidKeyUri> {
  const text = decode(raw);
  if (text === undefined) return refuse('percent-encoding');
  const names = text.split(':', 3);
  const account = names.at(-1)?.replace(/^ +/, '') ?? '';
  if (names.length > 2 || account === '') return refuse('label');
  return ok(names.length === 2 && names[0] ? { prefix: names[0], account } : { account });
}

function namesOf(
  label: Label,
  parameter: string | undefined,
): { readonly issuer?: string; readonly account: string } {
  const issuer = parameter || label.prefix;
  return issuer === undefined ? { account: label.account } : { issuer, account: label.account };
}

function parseQuery(query: string): Result<Readonly<Partial<Record<Parameter, string>>>, InvalidKeyUri> {
  const found = new Map<string, string>();
  for (const pair of query.split('&')) {
    const [, rawName = '', rawValue = ''] = /^([^=]*)=?([^]*)$/.exec(pair) ?? [];
    const name = decode(rawName)?.toLowerCase();
    const value = decode(rawValue);
    if (name === undefined || value === undefined) return refuse('percent-encoding');
    if (!PARAMETERS.includes(name)) continue;
    if (found.has(name)) return refuse('duplicate-parameter');
    found.set(name, value);
  }
  return ok(Object.fromEntries(found));
}

function parseAlgorithm(text = 'SHA1'): HashAlgorithm | undefined {
  // Lower-cased: upper-casing would take "ſ" for S.
  switch (text.toLowerCase()) {
    case 'sha1':
      return 'SHA1';
    case 'sha256':
      return 'SHA256';
    case 'sha512':
      return 'SHA512';
    default:
      return undefined;
  }
}

function parseDigits(text = '6'): 6 | 7 | 8 | undefined {
  switch (text) {
    case '6':
      return 6;
    case '7':
      return 7;
    case '8':
      return 8;
    default:
      return undefined;
  }
}

/** A plain decimal up to 2^64−1; a bigint where a number would not be exact. */
function parseWhole(text: string | undefined): number | bigint | undefined {
  // At most 20 digits, so that a huge text costs nothing.
  if (text === undefined || !/^[0-9]{1,20}$/.test(text)) return undefined;
  const value = BigInt(text);
  if (value > LAST_COUNTER) return undefined;
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function refuse(reason: Reason): Result<never, InvalidKeyUri> {
  return err({ kind: 'invalid-key-uri', reason });
}
