/** The script of `enableEmail` (P11). @module */

import { formatVersion } from '../formats.ts';
import { luaOfChanges } from './lua-changes.ts';
import { type Script, defineScript } from './script.ts';

export const enableEmailScript: Script = defineScript(
  'enable-email 1',
  luaOfChanges,
  `
-- In: attempt, generation, what stands in the enrollment's line, recovery digests.
-- Out: enabled, enabled-with-recovery-codes or superseded.
-- Cost: three reads, up to three writes.
local subject, recovery = readAll()
local attempt = ARGV[1]
if isRepeated(subject, attempt) then
  for index = 4, #ARGV do
    if string.find(recovery, '\\n${formatVersion}|' .. ARGV[index] .. '|', 1, true) then
      return { 'enabled-with-recovery-codes' }
    end
  end
  return { 'enabled' }
end
if number(subject.generation) ~= tonumber(ARGV[2]) then return { 'superseded' } end
local storesCodes = #ARGV > 3 and number(subject.recoveryLeft) == 0
raise(subject, attempt)
subject.email, subject.code = ARGV[3], nil
clearFailures(subject, 'e')
if storesCodes then replaceRecovery(subject, 4) end
commit(subject)
return { storesCodes and 'enabled-with-recovery-codes' or 'enabled' }
`,
);
