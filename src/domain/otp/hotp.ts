/** HOTP (RFC 4226): codes from a counter, on a prepared key. @module */

import { err, ok } from 'neverthrow';
import type { Result } from 'neverthrow';
import type { PreparedMac } from '../base/hashing.ts';
import { parseCode } from './code-text.ts';
import { checkCounter, checkDigits, checkInteger, maxCounter, maxSteps } from './otp-options.ts';

/** Options of a HOTP code. */
export interface HotpOptions {
  /**
   * Length of the code, 6 to 10; default 6. With 10 the first digit is 0, 1 or 2 (RFC 4226 §5.3: 31
   * bits).
   */
  readonly digits?: number | undefined;
}

/** What a typed HOTP code is compared with. */
export interface HotpMatchOptions<Counter extends number | bigint = number | bigint> extends HotpOptions {
  /**
   * The next counter that the server expects: a number from 0 to 2^53−1 or a bigint from 0 to
   * 2^64−1.
   */
  readonly counter: Counter;
  /**
   * How many later counters are tried too, 0 to 10; default 0 (RFC 4226 §7.4, parameter s). The
   * look-ahead ends at the last counter of the given type.
   */
  readonly lookAhead?: number | undefined;
}

/** Where a HOTP code matched. */
export type HotpMatch<Counter extends number | bigint = number | bigint> = {
  /**
   * The counter that matched, of the type given. Store this plus one before letting anyone in (RFC
   * 4226 §7.2).
   */
  readonly counter: Counter extends bigint ? bigint : number;
  /** How far ahead of the expected counter it was. */
  readonly ahead: number;
};

/** Why a typed code was refused. It never carries the code. */
export type CodeRefusal =
  /** Not the right number of ASCII digits. It was compared with nothing. */
  | { readonly kind: 'malformed-code' }
  /** Matches nothing that was tried. */
  | { readonly kind: 'code-mismatch' }
  /** TOTP only: the code is right, but of a step that `afterStep` says is spent. */
  | { readonly kind: 'step-replayed' };

const twoTo31 = 2 ** 31;
const twoTo32 = 2 ** 32;

/**
 * The HOTP code of `counter` (RFC 4226 §5.3). Invalid options throw a `RangeError` that names them.
 */
export function generateHotp(key: PreparedMac, counter: number | bigint, options: HotpOptions): string {
  const { digits = 6 } = options;
  checkCounter(counter);
  checkDigits(digits);
  // Step 3: "D is a number in the range 0...10^{Digit}-1"
  const value = truncate(key.macCounter(highHalf(counter), lowHalf(counter))) % 10 ** digits;
  return String(value).padStart(digits, '0');
}

/**
 * Compares a typed code with `counter` and the look-ahead. If several counters have that code, the
 * last one is returned: once it is stored, the same code opens nothing again. Invalid options
 * throw; no code does.
 */
export function matchHotp<Counter extends number | bigint>(
  key: PreparedMac,
  code: unknown,
  options: HotpMatchOptions<Counter>,
): Result<HotpMatch<Counter>, CodeRefusal> {
  const { counter, lookAhead = 0, digits } = options;
  checkCounter(counter);
  checkInteger('lookAhead', lookAhead, 0, maxSteps);
  const count = countersFrom(counter, lookAhead);
  return matchLatest(key, code, { first: counter, count, digits }).map((ahead) => ({
    counter: advance(counter, ahead) as HotpMatch<Counter>['counter'],
    ahead,
  }));
}

/** The counters that a code may be of: `count` of them, at most 31, from `first` on. */
interface Candidates extends HotpOptions {
  readonly first: number | bigint;
  readonly count: number;
}

/**
 * Compares a typed code with those of all candidates, and returns how far the last match lies from
 * the first candidate. Every candidate is computed and compared, without a branch on the result, so
 * the time reveals neither whether nor where the code matched.
 */
export function matchLatest(
  key: PreparedMac,
  code: unknown,
  { first, count, digits = 6 }: Candidates,
): Result<number, CodeRefusal> {
  checkDigits(digits);
  const typed = parseCode(code, digits);
  if (typed === undefined) return err({ kind: 'malformed-code' });
  // Ten digits exceed 31 bits: the excess is compared too, else 2^31 + n would pass for n.
  const typedHigh = Math.floor(typed / twoTo31);
  const typedLow = typed % twoTo31;
  const modulus = 10 ** digits;
  let high = highHalf(first);
  let low = lowHalf(first);
  let matches = 0;
  for (let index = 0; index < count; index++) {
    const value = truncate(key.macCounter(high, low)) % modulus;
    const difference = (value ^ typedLow) | typedHigh;
    matches |= (((difference | -difference) >>> 31) ^ 1) << index;
    low++;
    if (low === twoTo32) {
      low = 0;
      high++;
    }
  }
  return matches === 0 ? err({ kind: 'code-mismatch' }) : ok(31 - Math.clz32(matches));
}

/**
 * Dynamic truncation, RFC 4226 §5.3; for longer hashes the last byte still holds the offset (RFC
 * 6238, Appendix A).
 */
function truncate(hmac: Uint8Array): number {
  // "Let OffsetBits be the low-order 4 bits of String[19]"
  const offset = (hmac[hmac.length - 1] as number) & 0xf;
  // "Return the Last 31 bits of P"
  return (
    (((hmac[offset] as number) & 0x7f) << 24) |
    ((hmac[offset + 1] as number) << 16) |
    ((hmac[offset + 2] as number) << 8) |
    (hmac[offset + 3] as number)
  );
}

function highHalf(counter: number | bigint): number {
  return typeof counter === 'bigint' ? Number(counter >> 32n) : Math.floor(counter / twoTo32);
}

function lowHalf(counter: number | bigint): number {
  return typeof counter === 'bigint' ? Number(counter & 0xffff_ffffn) : counter % twoTo32;
}

function advance(counter: number | bigint, steps: number): number | bigint {
  return typeof counter === 'bigint' ? counter + BigInt(steps) : counter + steps;
}

/** How many counters to try: the look-ahead ends at the last counter of the type. */
function countersFrom(counter: number | bigint, lookAhead: number): number {
  const last = typeof counter === 'bigint' ? maxCounter : BigInt(Number.MAX_SAFE_INTEGER);
  return Math.min(Number(last - BigInt(counter)), lookAhead) + 1;
}
