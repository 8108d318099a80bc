/** The script of `replaceRecoveryCodes`: the old ones die as the new ones start (P9, P11). @module */

import { luaChanges } from './lua-changes.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const replaceRecoveryCodesScript: Script = defineScript(
  'replace-recovery-codes 1',
  [luaValues, luaAttempts, luaSubject, luaChanges],
  `
-- In: attempt, epoch, digests.
-- Out: replaced or superseded.
-- Cost: eight reads, up to five writes.
local subject = readSubject()
if isRepeated(subject.core, ARGV[1]) then return { 'replaced' } end
if epochOf(subject.core) ~= tonumber(ARGV[2]) then return { 'superseded' } end
raise(subject, ARGV[1], {})
writeLines(KEYS.r, recoveryLines(3))
return { 'replaced' }
`,
);
