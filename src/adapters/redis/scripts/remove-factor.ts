/** The script of `removeFactor`: failures stay counted (P4), trust goes (P11). @module */

import { optedOut } from '../formats.ts';
import { luaChanges } from './lua-changes.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const removeFactorScript: Script = defineScript(
  'remove-factor 1',
  [luaValues, luaAttempts, luaSubject, luaChanges],
  `
-- In: attempt, epoch, scope, automatic email.
-- Out: removed, not-enrolled or superseded.
-- Cost: eight reads, up to six writes.
local subject = readSubject()
local core, attempt, scope, automatic = subject.core, ARGV[1], ARGV[3], ARGV[4] == '1'
if isRepeated(core, attempt) then return { 'removed' } end
if epochOf(core) ~= tonumber(ARGV[2]) then return { 'superseded' } end
local totp, email = hasTotp(core), hasEmail(core, automatic)
if scope == 't' then
  if not totp then return { 'not-enrolled' } end
  totp = false
  raise(subject, attempt, {})
  redis.call('HDEL', KEYS.s, 't', 'tn', 'tc', 'ts')
else
  if not email then return { 'not-enrolled' } end
  email = false
  raise(subject, attempt, { 'm', '${optedOut}' })
  redis.call('DEL', KEYS.o)
end
if not totp and not email then redis.call('DEL', KEYS.r) end
return { 'removed' }
`,
);
