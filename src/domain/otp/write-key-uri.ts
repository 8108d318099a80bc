/** Writing a key URI from fields that are already checked. @module */

import { encodeBase32 } from './encode-base32.ts';
import type { KeyUriFields } from './key-uri-fields.ts';

/** The fields of a key URI, each as the format allows it. */
export type CheckedFields = KeyUriFields & { readonly secret: Uint8Array };

export function writeKeyUri(fields: CheckedFields): string {
  const { type, algorithm = 'SHA1', digits = 6 } = fields;
  const secret = encodeBase32(fields.secret, { padding: false });
  // "*%20" before the account belongs to the separator, so a reader drops leading spaces.
  const account = encodeName(fields.account.replace(/^ +/, ''));
  const issuer = encodeName(fields.issuer ?? '');
  const label = issuer === '' ? account : `${issuer}:${account}`;
  const issuerParameter = issuer === '' ? '' : `&issuer=${issuer}`;
  const moving = type === 'totp' ? `period=${fields.period ?? 30}` : `counter=${fields.counter}`;
  return (
    `otpauth://${type}/${label}?secret=${secret}${issuerParameter}` +
    `&algorithm=${algorithm}&digits=${digits}&${moving}`
  );
}

/** RFC 3986 §2.2 reserves five more characters than encodeURIComponent encodes. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
