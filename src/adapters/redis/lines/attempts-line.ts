/** The line of the failures in one scope. @module */

import type { AttemptScope, Attempts } from '../../../domain/subject/subject-record.ts';
import { formats } from '../formats.ts';
import { readLine } from '../line-codec.ts';

/** A script makes this line, so it has no encoder. */
export function decodeAttempts(line: string): readonly [AttemptScope, Attempts] {
  const { scope, failures, lockedUntil, recent } = readLine(line, formats.attempts);
  return [scope, { failures, lockedUntil, recent }];
}
