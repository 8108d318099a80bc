/** The script of `replaceRecoveryCodes`: the old ones die as the new ones start (P9, P11). @module */

import { luaOfChanges } from './lua-changes.ts';
import { type Script, defineScript } from './script.ts';

export const replaceRecoveryCodesScript: Script = defineScript(
  'replace-recovery-codes 1',
  luaOfChanges,
  `
-- In: attempt, generation, digests.
-- Out: replaced or superseded.
-- Cost: three reads, up to three writes.
local subject = readAll()
if isRepeated(subject, ARGV[1]) then return { 'replaced' } end
if number(subject.generation) ~= tonumber(ARGV[2]) then return { 'superseded' } end
raise(subject, ARGV[1])
replaceRecovery(subject, 3)
commit(subject)
return { 'replaced' }
`,
);
