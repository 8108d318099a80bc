/** The script of `confirmEnrollment`: activates the pending enrolment that was proven, and no other (P1, P11, P17). @module */

import { luaChanges } from './lua-changes.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const confirmEnrollmentScript: Script = defineScript(
  'confirm-enrollment 1',
  [luaValues, luaAttempts, luaSubject, luaChanges],
  `
-- In: attempt, epoch, at, enrolment id, step, recovery digests.
-- Out: confirmed, not-pending or superseded.
-- Cost: eight reads, up to seven writes.
local subject = readSubject()
local core, pending, attempt, at = subject.core, subject.pending, ARGV[1], tonumber(ARGV[3])
if isRepeated(core, attempt) then return { 'confirmed' } end
if epochOf(core) ~= tonumber(ARGV[2]) then return { 'superseded' } end
if not pending or pending[2] ~= ARGV[4] or at >= number(pending[7]) then return { 'not-pending' } end
local fields = {
  't', table.concat(pending, '|', 2, 6) .. '|' .. ARGV[3] .. '|' .. pending[8],
  'tn', pending[9],
  'tc', pending[10],
  'ts', ARGV[5] .. '|' .. attempt,
}
raise(subject, attempt, fields)
clearFailures(subject.attempts, 't', 'n')
writeLines(KEYS.r, recoveryLines(6))
return { 'confirmed' }
`,
);
