/** The script of `enableEmail` (P11). @module */

import { luaChanges } from './lua-changes.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const enableEmailScript: Script = defineScript(
  'enable-email 1',
  [luaValues, luaSubject, luaAttempts, luaChanges],
  `
-- In: attempt, epoch, the enrolment's record, recovery digests.
-- Out: enabled, enabled-with-recovery-codes or superseded.
-- Cost: six reads, up to five writes.
local subject = readSubject()
local core, attempt, records = subject.core, ARGV[1], recoveryRecords(4)
if isRepeated(core, attempt) then
  for _, code in ipairs(subject.recovery) do
    for index = 4, #ARGV do
      if code[2] == ARGV[index] then return { 'enabled-with-recovery-codes' } end
    end
  end
  return { 'enabled' }
end
if epochOf(core) ~= tonumber(ARGV[2]) then return { 'superseded' } end
local storesCodes = #records > 0 and recoveryLeft(subject.recovery) == 0
local fields = { 'm', ARGV[3] }
clearFailures(core, 'e', fields)
raise(subject, attempt, fields)
redis.call('DEL', KEYS[3])
if not storesCodes then return { 'enabled' } end
rewrite(KEYS[5], #subject.recovery, records)
return { 'enabled-with-recovery-codes' }
`,
);
