/**
 * One-time passwords on their own (`second-factor/otp`): HOTP (RFC 4226), TOTP (RFC 6238), base32
 * and key URIs. Synchronous, and bound to `nobleHashing` unless a key was prepared with another.
 * @module
 */

import type { Result } from 'neverthrow';
import { nobleHashing } from './adapters/system/noble-hashing.ts';
import type { HashAlgorithm, Hashing } from './domain/base/hashing.ts';
import { generateHotp, matchHotp } from './domain/otp/hotp.ts';
import type {
  CodeRefusal,
  HotpMatch,
  HotpMatchOptions,
  HotpOptions as HotpCodeOptions,
} from './domain/otp/hotp.ts';
import { prepareSecret, withKey } from './domain/otp/prepared-key.ts';
import type { OtpSecret, PreparedKey } from './domain/otp/prepared-key.ts';
import { generateTotp, matchTotp } from './domain/otp/totp.ts';
import type { TotpMatch, TotpMatchOptions, TotpOptions as TotpCodeOptions } from './domain/otp/totp.ts';

export { err, ok, Result } from 'neverthrow';
export { nobleHashing } from './adapters/system/noble-hashing.ts';
export { decodeBase32, type InvalidBase32 } from './domain/otp/base32.ts';
export { type Base32Options, encodeBase32 } from './domain/otp/encode-base32.ts';
export { generateSecret, type SecretOptions, type SecretRandom } from './domain/otp/generate-secret.ts';
export type { HashAlgorithm, Hashing, PreparedMac } from './domain/base/hashing.ts';
export type { CodeRefusal, HotpMatch } from './domain/otp/hotp.ts';
export { formatKeyUri } from './domain/otp/key-uri.ts';
export type { KeyUri, KeyUriFields } from './domain/otp/key-uri-fields.ts';
export { type InvalidKeyUri, parseKeyUri } from './domain/otp/parse-key-uri.ts';
export type { OtpSecret, PreparedKey } from './domain/otp/prepared-key.ts';
export { type StepOptions, type StepWindow, timeStep, type TotpMatch } from './domain/otp/totp.ts';

/** Which hash a secret is used with. */
export interface AlgorithmOption {
  /** Default SHA1, which every authenticator app honors; for a prepared key its own. */
  readonly algorithm?: HashAlgorithm | undefined;
}

/** Options of {@link hotp}. */
export interface HotpOptions extends HotpCodeOptions, AlgorithmOption {}

/** Options of {@link totp}. */
export interface TotpOptions extends TotpCodeOptions, AlgorithmOption {}

/** Options of {@link verifyHotp}. */
export interface VerifyHotpOptions<Counter extends number | bigint = number | bigint>
  extends HotpMatchOptions<Counter>, AlgorithmOption {}

/** Options of {@link verifyTotp}. */
export interface VerifyTotpOptions extends TotpMatchOptions, AlgorithmOption {}

/** Options of {@link prepareKey}. */
export interface PrepareKeyOptions extends AlgorithmOption {
  /** Whose HMAC computes; default `nobleHashing`. */
  readonly hashing?: Hashing | undefined;
}

/**
 * The HOTP code of a counter (RFC 4226 §5.3), with its leading zeros.
 *
 * @example
 * ```ts
 * import { hotp } from 'second-factor/otp';
 *
 * const secret = new TextEncoder().encode('12345678901234567890');
 * hotp(secret, 0); // => '755224'
 * hotp(secret, 2n ** 64n - 1n, { digits: 8 }).length; // => 8
 * ```
 *
 * @param secret non-empty bytes, or a prepared key
 * @param counter a number from 0 to 2^53−1, or a bigint from 0 to 2^64−1
 * @throws {RangeError} if an argument or option is out of bounds; the message names it.
 * @throws {TypeError} if an argument or option has the wrong type.
 */
export function hotp(secret: OtpSecret, counter: number | bigint, options: HotpOptions = {}): string {
  return withKey(nobleHashing, secret, options.algorithm, (key) => generateHotp(key, counter, options));
}

/**
 * The TOTP code at an instant (RFC 6238 §4), with its leading zeros.
 *
 * @example
 * ```ts
 * import { totp } from 'second-factor/otp';
 *
 * const secret = new TextEncoder().encode('12345678901234567890');
 * totp(secret, { at: 59_000, digits: 8 }); // => '94287082'
 * ```
 *
 * @param secret non-empty bytes, or a prepared key
 * @throws {RangeError} if an argument or option is out of bounds, or the instant precedes the
 *   epoch.
 * @throws {TypeError} if an argument or option has the wrong type.
 */
export function totp(secret: OtpSecret, options: TotpOptions): string {
  return withKey(nobleHashing, secret, options.algorithm, (key) => generateTotp(key, options));
}

/**
 * Compares a typed HOTP code (RFC 4226 §7.2), in a time that does not depend on the outcome. It may
 * be typed with spaces and dashes; any other value, also a non-string, is refused and never throws.
 * After a success store the matched counter plus one, atomically and before letting anyone in.
 *
 * @example
 * ```ts
 * import { verifyHotp } from 'second-factor/otp';
 *
 * const secret = new TextEncoder().encode('12345678901234567890');
 * verifyHotp(secret, '287 082', { counter: 0, lookAhead: 3 }).unwrapOr(undefined); // => { counter: 1, ahead: 1 }
 * const wrong = verifyHotp(secret, '123456', { counter: 0 });
 * wrong.match(() => 'accepted', (refusal) => refusal.kind); // => 'code-mismatch'
 * ```
 *
 * @param secret non-empty bytes, or a prepared key
 * @throws {RangeError} if an argument or option is out of bounds; the message names it.
 * @throws {TypeError} if an argument or option has the wrong type.
 */
export function verifyHotp<Counter extends number | bigint>(
  secret: OtpSecret,
  code: string,
  options: VerifyHotpOptions<Counter>,
): Result<HotpMatch<Counter>, CodeRefusal> {
  return withKey(nobleHashing, secret, options.algorithm, (key) => matchHotp(key, code, options));
}

/**
 * Compares a typed TOTP code (RFC 6238 §5.2), in a time that does not depend on the outcome. It may
 * be typed with spaces and dashes; any other value, also a non-string, is refused and never throws.
 * After a success store the matched step and give it as `afterStep` from then on; without it a code
 * that was seen works again.
 *
 * @example
 * ```ts
 * import { verifyTotp } from 'second-factor/otp';
 *
 * const secret = new TextEncoder().encode('12345678901234567890');
 * verifyTotp(secret, '287-082', { at: 61_000 }).unwrapOr(undefined); // => { step: 1, drift: -1 }
 * const again = verifyTotp(secret, '287082', { at: 61_000, afterStep: 1 });
 * again.match(() => 'accepted', (refusal) => refusal.kind); // => 'step-replayed'
 * ```
 *
 * @param secret non-empty bytes, or a prepared key
 * @throws {RangeError} if an argument or option is out of bounds; the message names it.
 * @throws {TypeError} if an argument or option has the wrong type.
 */
export function verifyTotp(
  secret: OtpSecret,
  code: string,
  options: VerifyTotpOptions,
): Result<TotpMatch, CodeRefusal> {
  return withKey(nobleHashing, secret, options.algorithm, (key) => matchTotp(key, code, options));
}

/**
 * Prepares a secret for many codes: each then costs its messages alone and allocates no bytes. The
 * result forges codes as well as the secret does: keep it no longer than needed, then `dispose()`
 * of it; a later use throws a `TypeError`.
 *
 * @example
 * ```ts
 * import { prepareKey, verifyTotp } from 'second-factor/otp';
 *
 * const key = prepareKey(new TextEncoder().encode('12345678901234567890'));
 * verifyTotp(key, '287082', { at: 59_000 }).isOk(); // => true
 * key.dispose();
 * ```
 *
 * @param secret non-empty bytes; copied
 * @throws {RangeError} if an argument or option is out of bounds; the message names it.
 * @throws {TypeError} if an argument or option has the wrong type.
 */
export function prepareKey(secret: Uint8Array, options: PrepareKeyOptions = {}): PreparedKey {
  const { hashing = nobleHashing, algorithm } = options;
  return prepareSecret(hashing, secret, algorithm);
}
