/** The script of `confirmEnrollment`: activates the pending enrolment that was proven, and no other (P1, P11, P17). @module */

import { luaChanges } from './lua-changes.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const confirmEnrollmentScript: Script = defineScript(
  'confirm-enrollment 1',
  [luaValues, luaSubject, luaAttempts, luaChanges],
  `
-- In: attempt, epoch, at, enrolment id, step, recovery digests.
-- Out: confirmed, not-pending or superseded.
-- Cost: six reads, up to six writes.
local subject = readSubject()
local core, pending, attempt, at = subject.core, subject.pending, ARGV[1], tonumber(ARGV[3])
if isRepeated(core, attempt) then return { 'confirmed' } end
if epochOf(core) ~= tonumber(ARGV[2]) then return { 'superseded' } end
if not pending or pending[2] ~= ARGV[4] or at >= tonumber(pending[7]) then return { 'not-pending' } end
local fields = {
  't', table.concat(pending, '|', 2, 6) .. '|' .. ARGV[3] .. '|' .. pending[8],
  'tn', pending[9],
  'tc', pending[10],
  'ts', ARGV[5] .. '|' .. attempt,
}
clearFailures(core, 't', fields)
clearFailures(core, 'n', fields)
raise(subject, attempt, fields)
redis.call('DEL', KEYS[2])
rewrite(KEYS[5], #subject.recovery, recoveryRecords(6))
return { 'confirmed' }
`,
);
