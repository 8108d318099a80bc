/** Writing a key URI from fields that were checked before. @module */

import { encodeBase32 } from './base32.ts';
import type { HashAlgorithm } from './hashing.ts';

/** What a key URI says, every field as the format allows it. */
export interface CheckedFields {
  readonly type: 'totp' | 'hotp';
  readonly account: string;
  readonly issuer: string | undefined;
  readonly secret: Uint8Array;
  readonly algorithm: HashAlgorithm;
  readonly digits: number;
  /** The moving factor's parameter: `period=30`, `counter=0`. */
  readonly moving: string;
}

export function writeKeyUri(fields: CheckedFields): string {
  const { type, algorithm, digits, moving } = fields;
  // "*%20" before the account belongs to the separator, so a reader drops leading spaces.
  const account = encode(fields.account.replace(/^ +/, ''));
  const issuer = fields.issuer === undefined ? undefined : encode(fields.issuer);
  const [prefix, parameter] = issuer === undefined ? ['', ''] : [`${issuer}:`, `&issuer=${issuer}`];
  const secret = encodeBase32(fields.secret, { padding: false });
  return (
    `otpauth://${type}/${prefix}${account}?secret=${secret}${parameter}` +
    `&algorithm=${algorithm}&digits=${digits}&${moving}`
  );
}

/** RFC 3986 §2.2 reserves five more characters than encodeURIComponent encodes. */
function encode(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
