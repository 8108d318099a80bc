/** The line of one recovery code. @module */

import { formats } from '../formats.ts';
import { linesOf, readLine } from '../line-codec.ts';

/** The digests of recovery codes: those that can still be used, and those that were. */
export interface RecoveryDigests {
  readonly unspent: readonly string[];
  readonly spent: readonly string[];
}

/** A script makes the lines. */
export function decodeRecoveryCodes(lines: string): RecoveryDigests {
  const codes = linesOf(lines).map((line) => readLine(line, formats.recoveryCode));
  const digestsOf = (isSpent: boolean): readonly string[] =>
    codes.filter(({ spentBy }) => (spentBy !== undefined) === isSpent).map(({ digest }) => digest);
  return { unspent: digestsOf(false), spent: digestsOf(true) };
}
