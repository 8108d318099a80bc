/** The script of `confirmEnrollment`: activates the pending enrollment that was proven, and no other (P1, P11, P17). @module */

import { luaOfChanges } from './lua-changes.ts';
import { type Script, defineScript } from './script.ts';

export const confirmEnrollmentScript: Script = defineScript(
  'confirm-enrollment 1',
  luaOfChanges,
  `
-- In: attempt, generation, at, enrollment id, step, recovery digests.
-- Out: confirmed, not-pending or superseded.
-- Cost: three reads, up to three writes.
local subject = readAll()
local pending, attempt, at = subject.pending, ARGV[1], tonumber(ARGV[3])
if isRepeated(subject, attempt) then return { 'confirmed' } end
if number(subject.generation) ~= tonumber(ARGV[2]) then return { 'superseded' } end
if not pending or pending.id ~= ARGV[4] or at >= number(pending.expiresAt) then return { 'not-pending' } end
raise(subject, attempt)
local parameters, secret = string.match(pending.all, '^(.*)|[^|]*(|[^|]*|[^|]*|[^|]*)$')
subject.totp = { fixed = parameters .. '|' .. ARGV[3] .. secret, lastStep = ARGV[5], spentBy = attempt }
clearFailures(subject, 't')
clearFailures(subject, 'n')
replaceRecovery(subject, 6)
commit(subject)
return { 'confirmed' }
`,
);
