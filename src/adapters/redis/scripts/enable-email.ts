/** The script of `enableEmail` (P11). @module */

import { formatVersion } from '../formats.ts';
import { luaChanges } from './lua-changes.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const enableEmailScript: Script = defineScript(
  'enable-email 1',
  [luaValues, luaAttempts, luaSubject, luaChanges],
  `
-- In: attempt, epoch, the enrolment's record, recovery digests.
-- Out: enabled, enabled-with-recovery-codes or superseded.
-- Cost: eight reads, up to six writes.
local subject = readSubject()
local core, attempt, lines = subject.core, ARGV[1], recoveryLines(4)
if isRepeated(core, attempt) then
  for index = 4, #ARGV do
    if string.find(subject.recovery, '\\n${formatVersion}|' .. ARGV[index] .. '|', 1, true) then
      return { 'enabled-with-recovery-codes' }
    end
  end
  return { 'enabled' }
end
if epochOf(core) ~= tonumber(ARGV[2]) then return { 'superseded' } end
local storesCodes = lines ~= '' and subject.recoveryLeft == 0
raise(subject, attempt, { 'm', ARGV[3] })
clearFailures(subject.attempts, 'e')
redis.call('DEL', KEYS.o)
if not storesCodes then return { 'enabled' } end
writeLines(KEYS.r, lines)
return { 'enabled-with-recovery-codes' }
`,
);
