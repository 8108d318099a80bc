/** The line of one recovery code. @module */

import { formats } from '../formats.ts';
import { linesOf, readLine } from '../line-codec.ts';

/** The digests of the recovery codes that can still be used. A script makes the lines. */
export function decodeUnspentCodes(lines: string): readonly string[] {
  return linesOf(lines)
    .map((line) => readLine(line, formats.recoveryCode))
    .filter(({ spentBy }) => spentBy === undefined)
    .map(({ digest }) => digest);
}
