/** The script of `removeFactor`: failures stay counted (P4), trust goes (P11). @module */

import { optedOut } from '../formats.ts';
import { luaOfChanges } from './lua-changes.ts';
import { type Script, defineScript } from './script.ts';

export const removeFactorScript: Script = defineScript(
  'remove-factor 1',
  luaOfChanges,
  `
-- In: attempt, generation, scope, automatic email.
-- Out: removed, not-enrolled or superseded.
-- Cost: three reads, up to three writes.
local subject = readAll()
local attempt, scope, automatic = ARGV[1], ARGV[3], ARGV[4] == '1'
if isRepeated(subject, attempt) then return { 'removed' } end
if number(subject.generation) ~= tonumber(ARGV[2]) then return { 'superseded' } end
if scope == 't' then
  if not subject.totp then return { 'not-enrolled' } end
  subject.totp = nil
else
  if not hasEmail(subject, automatic) then return { 'not-enrolled' } end
  subject.email, subject.code = '${optedOut}', nil
end
raise(subject, attempt)
if not subject.totp and not hasEmail(subject, automatic) then replaceRecovery(subject, #ARGV + 1) end
commit(subject)
return { 'removed' }
`,
);
