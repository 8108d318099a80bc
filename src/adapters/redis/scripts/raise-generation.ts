/** The script of `raiseGeneration`: the account changed (P11). @module */

import { luaOfChanges } from './lua-changes.ts';
import { type Script, defineScript } from './script.ts';

export const raiseGenerationScript: Script = defineScript(
  'raise-generation 1',
  luaOfChanges,
  `
-- In: attempt.
-- Out: raised.
-- Cost: three reads, at most two writes.
local subject = readAll()
if isRepeated(subject, ARGV[1]) then return { 'raised' } end
raise(subject, ARGV[1])
subject.code = nil
commit(subject)
return { 'raised' }
`,
);
