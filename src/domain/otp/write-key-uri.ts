/** Writing a key URI from fields that were checked before. @module */

import { encodeBase32 } from './encode-base32.ts';
import type { KeyUriFields } from './key-uri-fields.ts';

/** What a key URI is written from, every field as the format allows it. */
export type CheckedFields = KeyUriFields & { readonly secret: Uint8Array };

export function writeKeyUri(fields: CheckedFields): string {
  const { type, algorithm = 'SHA1', digits = 6 } = fields;
  const moving = type === 'totp' ? `period=${fields.period ?? 30}` : `counter=${fields.counter}`;
  // "*%20" before the account belongs to the separator, so a reader drops leading spaces.
  const account = encode(fields.account.replace(/^ +/, ''));
  // Never blank, so that empty text is no issuer.
  const issuer = encode(fields.issuer ?? '');
  const secret = encodeBase32(fields.secret, { padding: false });
  return (
    `otpauth://${type}/${issuer && `${issuer}:`}${account}?secret=${secret}${issuer && `&issuer=${issuer}`}` +
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
