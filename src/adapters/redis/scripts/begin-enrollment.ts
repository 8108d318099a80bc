/** The script of `beginEnrollment` (P17). @module */

import { luaOfChanges } from './lua-changes.ts';
import { type Script, defineScript } from './script.ts';

export const beginEnrollmentScript: Script = defineScript(
  'begin-enrollment 1',
  luaOfChanges,
  `
-- In: generation, what stands in the line of the pending enrollment.
-- Out: begun or superseded.
-- Cost: one read, at most one write.
local subject = readSubject()
if number(subject.generation) ~= tonumber(ARGV[1]) then return { 'superseded' } end
subject.pending = { all = ARGV[2] }
writeSubject(subject)
return { 'begun' }
`,
);
