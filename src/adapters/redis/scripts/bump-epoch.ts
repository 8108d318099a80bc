/** The script of `bumpEpoch`: the account changed (P11). @module */

import { luaOfChanges } from './lua-changes.ts';
import { type Script, defineScript } from './script.ts';

export const bumpEpochScript: Script = defineScript(
  'bump-epoch 1',
  luaOfChanges,
  `
-- In: attempt.
-- Out: bumped.
-- Cost: three reads, at most two writes.
local subject = readAll()
if isRepeated(subject, ARGV[1]) then return { 'bumped' } end
raise(subject, ARGV[1])
subject.code = nil
commit(subject)
return { 'bumped' }
`,
);
