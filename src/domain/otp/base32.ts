/**
 * Decoding base32 strictly (RFC 4648 §6), around hi-base32, which would silently mangle what is
 * refused here.
 * @module
 */

// The default import: a named one type-checks and then throws when this module is loaded.
import base32 from 'hi-base32';
import { err, ok } from 'neverthrow';
import type { Result } from 'neverthrow';
import { encodeBase32 } from './encode-base32.ts';

/** Why text is not base32. It never carries the text, which is mostly a secret. */
export type InvalidBase32 = {
  readonly kind: 'invalid-base32';
  readonly reason:
    /** Not a string at all. */
    | 'not-text'
    /** A character outside A–Z, a–z, 2–7, `=`, space and dash. */
    | 'character'
    /**
     * Not what any bytes encode to: 1, 3 or 6 characters left over, bits left over that are not
     * zero (RFC 4648 §3.5), or padding that is neither complete nor missing. Mostly a slip in
     * typing.
     */
    | 'not-canonical';
};

/**
 * Decodes base32 as people type it: any case, with spaces and dashes anywhere, padding complete or
 * missing. All else is refused (P22), never repaired. Empty text is empty bytes (RFC 4648 §10),
 * which no function here takes for a secret.
 *
 * @example
 * ```ts
 * import { decodeBase32 } from 'second-factor/otp';
 *
 * decodeBase32('zl7a').unwrapOr(undefined); // => new Uint8Array([0xca, 0xfe])
 * decodeBase32('ABC').match(() => 'decoded', (refusal) => refusal.reason); // => 'not-canonical'
 * ```
 */
export function decodeBase32(text: string): Result<Uint8Array, InvalidBase32> {
  if (typeof text !== 'string') return invalidBase32('not-text');
  const bare = text.replace(/[ -]/g, '');
  // Judged before upper-casing, which would bring "ı" and "ſ" into the alphabet as I and S.
  if (!/^[A-Za-z2-7=]*$/.test(bare)) return invalidBase32('character');
  const upper = bare.toUpperCase();
  const bytes = Uint8Array.from(base32.decode.asBytes(upper));
  // hi-base32 drops what it cannot use. One text, one meaning: only what these bytes encode to
  // stands for them.
  if (upper !== encodeBase32(bytes) && upper !== encodeBase32(bytes, { padding: false })) {
    return invalidBase32('not-canonical');
  }
  return ok(bytes);
}

function invalidBase32(reason: InvalidBase32['reason']): Result<never, InvalidBase32> {
  return err({ kind: 'invalid-base32', reason });
}
