/** Writing the key URI that authenticator apps read from a QR code. @module */
// https://github.com/google/google-authenticator/wiki/Key-Uri-Format

import { decodeBase32 } from './base32.ts';
import type { KeyUriFields } from './key-uri-fields.ts';
import { checkAlgorithm, checkCounter, checkInteger, checkSecret } from './otp-options.ts';
import { writeKeyUri } from './write-key-uri.ts';

/**
 * Writes a key URI. Names are percent-encoded (a space is `%20`, never `+`), the issuer stands in
 * the label and as a parameter, the secret has no padding, and defaults are written out, since apps
 * differ in theirs.
 *
 * @example
 * ```ts
 * import { formatKeyUri } from 'second-factor/otp';
 *
 * const uri = formatKeyUri({ type: 'totp', issuer: 'Acme Co', account: 'alice', secret: 'JBSWY3DPEHPK3PXP' });
 * uri.split('?')[0]; // => 'otpauth://totp/Acme%20Co:alice'
 * uri.split('?')[1]; // => 'secret=JBSWY3DPEHPK3PXP&issuer=Acme%20Co&algorithm=SHA1&digits=6&period=30'
 * ```
 *
 * @throws {RangeError} if the format cannot carry a field: a colon or half a surrogate pair in a
 *   name, an empty name or secret, digits other than 6 to 8, a period below 1, a counter out of
 *   range.
 * @throws {TypeError} if a field has the wrong type. Each message names the field.
 */
export function formatKeyUri(fields: KeyUriFields): string {
  const { type, issuer, algorithm = 'SHA1', digits = 6 } = fields;
  if (type === 'totp') checkInteger('period', fields.period ?? 30, 1);
  else if (type === 'hotp') checkCounter(fields.counter);
  else throw new RangeError('type must be totp or hotp');
  checkName('account', fields.account);
  if (issuer !== undefined) checkName('issuer', issuer);
  checkAlgorithm(algorithm);
  checkInteger('digits', digits, 6, 8);
  return writeKeyUri({ ...fields, secret: secretBytes(fields.secret) });
}

function secretBytes(secret: Uint8Array | string): Uint8Array {
  if (typeof secret !== 'string') return checkSecret(secret);
  const bytes = decodeBase32(secret);
  // Said without the text, which is a secret (P18).
  if (bytes.isErr()) throw new RangeError('secret must be base32');
  return checkSecret(bytes.value);
}

/**
 * "Neither issuer nor account name may themselves contain a colon": it would move the border
 * between them.
 */
function checkName(field: string, name: unknown): void {
  if (typeof name !== 'string') throw new TypeError(`${field} must be a string`);
  if (/^ *$|:|\p{Surrogate}/u.test(name)) {
    throw new RangeError(`${field} must be well-formed, not blank, without a colon`);
  }
}
