/** Reading a key URI strictly: what could be taken for something else is refused. @module */

import { err, ok } from 'neverthrow';
import type { Result } from 'neverthrow';
import { decodeBase32 } from './base32.ts';
import type { KeyUri } from './key-uri-fields.ts';
import { algorithms, maxCounter } from './otp-options.ts';

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

type Parameter = keyof typeof defaults;

/**
 * The parameters that mean something, with what is read where one is missing; an empty one is
 * refused or means absence.
 */
const defaults = { secret: '', issuer: '', algorithm: 'SHA1', digits: '6', period: '30', counter: '' };

/**
 * Reads a key URI. Scheme, type, parameter names and algorithm count in any case; unknown
 * parameters and a fragment are ignored, as are a period of HOTP and a counter of TOTP; `+` is a
 * plus sign. The issuer parameter wins over the label's prefix (they "should be equal"), which
 * stands in where the parameter is missing or empty.
 *
 * @example
 * ```ts
 * import { parseKeyUri } from 'second-factor/otp';
 *
 * const parsed = parseKeyUri('otpauth://totp/Acme%20Co:alice?secret=JBSWY3DPEHPK3PXP&issuer=Acme%20Co');
 * parsed.match(({ issuer, account }) => `${account} at ${issuer}`, ({ reason }) => reason); // => 'alice at Acme Co'
 * parseKeyUri('otpauth://totp/alice').match(() => 'read', ({ reason }) => reason); // => 'secret'
 * ```
 */
export function parseKeyUri(text: string): Result<KeyUri, InvalidKeyUri> {
  if (typeof text !== 'string') return invalidKeyUri('not-text');
  const parts = /^otpauth:\/\/([^/?#]*)\/?([^?#]*)\??([^#]*)/i.exec(text);
  if (parts === null) return invalidKeyUri('scheme');
  const [, rawType = '', rawLabel = '', query = ''] = parts;
  const type = rawType.toLowerCase();
  if (type !== 'totp' && type !== 'hotp') return invalidKeyUri('type');
  try {
    // Where every escape starts well-formed UTF-8, so does every one between two delimiters.
    decodeURIComponent(text);
  } catch {
    return invalidKeyUri('percent-encoding');
  }

  // label = accountname / issuer (":" / "%3A") *"%20" accountname, and neither name contains a
  // colon
  const [, prefix = '', account] = /^(?:([^:]*):)? *([^: ][^:]*)$/.exec(decodeURIComponent(rawLabel)) ?? [];
  if (account === undefined) return invalidKeyUri('label');
  const parameters = parseQuery(query);
  if (parameters === undefined) return invalidKeyUri('duplicate-parameter');
  const { secret, algorithm, digits, period, counter } = parameters;
  const issuer = parameters.issuer || prefix;
  if (issuer.includes(':')) return invalidKeyUri('issuer');

  const bytes = decodeBase32(secret);
  if (bytes.isErr() || bytes.value.length === 0) return invalidKeyUri('secret');
  // Lower-cased: upper-casing would take "ſ" for S.
  const hash = algorithms.find((name) => name.toLowerCase() === algorithm.toLowerCase());
  if (hash === undefined) return invalidKeyUri('algorithm');
  if (!/^[678]$/.test(digits)) return invalidKeyUri('digits');
  const shared = {
    ...(issuer === '' ? {} : { issuer }),
    account,
    secret: bytes.value,
    algorithm: hash,
    digits: Number(digits),
  };
  if (type === 'totp') {
    const seconds = parseWhole(period);
    if (typeof seconds !== 'number' || seconds === 0) return invalidKeyUri('period');
    return ok({ type, ...shared, period: seconds });
  }
  const first = parseWhole(counter);
  return first === undefined ? invalidKeyUri('counter') : ok({ type, ...shared, counter: first });
}

/** The parameters, decoded; `undefined` if one of those that mean something comes twice. */
function parseQuery(query: string): Readonly<Record<Parameter, string>> | undefined {
  const found: Record<string, string> = {};
  for (const pair of query.split('&')) {
    const equals = `${pair}=`.indexOf('=');
    const name = decodeURIComponent(pair.slice(0, equals)).toLowerCase();
    if (!Object.hasOwn(defaults, name)) continue;
    if (Object.hasOwn(found, name)) return undefined;
    found[name] = decodeURIComponent(pair.slice(equals + 1));
  }
  return { ...defaults, ...found };
}

/** A plain decimal up to 2^64−1; a bigint where a number would not be exact. */
function parseWhole(text: string): number | bigint | undefined {
  // At most 20 digits, so that a huge text costs nothing.
  if (!/^\d{1,20}$/.test(text)) return undefined;
  const value = BigInt(text);
  if (value > maxCounter) return undefined;
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function invalidKeyUri(reason: InvalidKeyUri['reason']): Result<never, InvalidKeyUri> {
  return err({ kind: 'invalid-key-uri', reason });
}
