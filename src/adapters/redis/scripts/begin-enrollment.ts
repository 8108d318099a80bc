/** The script of `beginEnrollment` (P17). @module */

import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaKeep, luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/** The longest that any policy lets an enrolment wait for its first code: one day. */
const longestPendingMs = 86_400_000;

export const beginEnrollmentScript: Script = defineScript(
  'begin-enrollment 1',
  [luaValues, luaKeep, luaAttempts, luaSubject],
  `
-- In: epoch, the record of the pending enrolment.
-- Out: begun or superseded.
-- Cost: eight reads, one write.
local subject = readSubject()
if epochOf(subject.core) ~= tonumber(ARGV[1]) then return { 'superseded' } end
keep(KEYS.tp, ARGV[2], ${longestPendingMs})
return { 'begun' }
`,
);
