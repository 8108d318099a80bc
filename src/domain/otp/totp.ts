/** TOTP (RFC 6238): HOTP over time steps, on a prepared key. @module */

import { err, ok } from 'neverthrow';
import type { Result } from 'neverthrow';
import type { PreparedMac } from '../base/hashing.ts';
import { generateHotp, matchLatest } from './hotp.ts';
import type { CodeRefusal, HotpOptions } from './hotp.ts';
import { checkInteger, maxSteps } from './otp-options.ts';

/** How time is divided into steps (RFC 6238 §4.1). */
export interface StepOptions {
  /** Length of a step in whole seconds, at least 1; default 30 (X in the RFC). */
  readonly period?: number | undefined;
  /** Where step 0 starts, in whole Unix seconds; may be negative; default 0 (T0 in the RFC). */
  readonly epoch?: number | undefined;
}

/** Options of a TOTP code. */
export interface TotpOptions extends StepOptions, HotpOptions {
  /**
   * The instant of the code in epoch milliseconds, as `Date.now()` gives it; at most 2^53−1 on
   * either side of 0.
   */
  readonly at: number;
}

/** Steps that count besides the current one. A side that is left out is 0. */
export interface StepWindow {
  /** Steps back, for a slow clock or slow fingers; 0 to 10. */
  readonly past?: number | undefined;
  /** Steps ahead, for a fast clock; 0 to 10. */
  readonly future?: number | undefined;
}

/** What a typed TOTP code is compared with. */
export interface TotpMatchOptions extends TotpOptions {
  /**
   * Steps on either side of the current one that count too, 0 to 10 each; default 1 (RFC 6238
   * §5.2).
   */
  readonly window?: number | StepWindow | undefined;
  /**
   * The highest step accepted so far. It and every earlier one are spent: "The verifier MUST NOT
   * accept the second attempt of the OTP" (RFC 6238 §5.2). Store the step of each success,
   * atomically and only if it is higher.
   */
  readonly afterStep?: number | undefined;
}

/** Where a TOTP code matched. */
export type TotpMatch = {
  /** The absolute step: the `afterStep` of the next verification. */
  readonly step: number;
  /** That step minus the current one: below 0 where the authenticator's clock is behind. */
  readonly drift: number;
};

/** The last whole second whose milliseconds are exact; a `Date` ends before it. */
const maxSecond = Math.floor(Number.MAX_SAFE_INTEGER / 1000);

/**
 * The time step of an instant: floor((at − epoch) / period), RFC 6238 §4.2. Below 0 before the
 * epoch.
 *
 * @example
 * ```ts
 * import { timeStep } from 'second-factor/otp';
 *
 * timeStep(1_111_111_109_000); // => 37037036
 * timeStep(1_111_111_109_000, { period: 60 }); // => 18518518
 * ```
 *
 * @param at epoch milliseconds
 * @throws {RangeError} if a parameter or option is out of bounds; the message names it.
 * @throws {TypeError} if it has the wrong type.
 */
export function timeStep(at: number, options: StepOptions = {}): number {
  const { period = 30, epoch = 0 } = options;
  // Steps start at whole milliseconds, so that a fraction of one cannot matter.
  const instant: unknown = typeof at === 'number' ? Math.floor(at) : at;
  checkInteger('at', instant);
  checkInteger('period', period, 1);
  checkInteger('epoch', epoch, -maxSecond, maxSecond);
  // Whole seconds first: every part stays far below 2^53, so that the floor is exact.
  return Math.floor((Math.floor(at / 1000) - epoch) / period);
}

/** The TOTP code at an instant. @throws {RangeError} if the instant precedes the epoch. */
export function generateTotp(key: PreparedMac, options: TotpOptions): string {
  const step = timeStep(options.at, options);
  if (step < 0) throw new RangeError('at must not precede the epoch');
  return generateHotp(key, step, options);
}

/**
 * Compares a typed code with every step of the window. If several steps have that code, the latest
 * one is returned: once it is stored, the same code opens nothing again. Invalid options throw; no
 * code does.
 */
export function matchTotp(
  key: PreparedMac,
  code: unknown,
  options: TotpMatchOptions,
): Result<TotpMatch, CodeRefusal> {
  const { window = 1, afterStep, digits } = options;
  const current = timeStep(options.at, options);
  const past = side(window, 'past');
  const future = side(window, 'future');
  if (afterStep !== undefined) checkInteger('afterStep', afterStep);
  const first = Math.max(current - past, 0);
  const count = current + future - first + 1;
  return matchLatest(key, code, { first, count, digits }).andThen(
    (latest): Result<TotpMatch, CodeRefusal> => {
      const step = first + latest;
      // The latest match is spent only if all are.
      if (afterStep !== undefined && step <= afterStep) return err({ kind: 'step-replayed' });
      return ok({ step, drift: step - current });
    },
  );
}

function side(window: unknown, name: keyof StepWindow): number {
  if (typeof window === 'number') return checkInteger('window', window, 0, maxSteps);
  if (typeof window !== 'object' || window === null) throw new TypeError('window must be a number or object');
  const { [name]: steps = 0 } = window as StepWindow;
  return checkInteger(`window.${name}`, steps, 0, maxSteps);
}
