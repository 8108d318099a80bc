/** The script of `bumpEpoch`: the account changed (P11). @module */

import { luaChanges } from './lua-changes.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const bumpEpochScript: Script = defineScript(
  'bump-epoch 1',
  [luaValues, luaAttempts, luaSubject, luaChanges],
  `
-- In: attempt.
-- Out: bumped.
-- Cost: eight reads, three writes.
local subject = readSubject()
if isRepeated(subject.core, ARGV[1]) then return { 'bumped' } end
raise(subject, ARGV[1], {})
redis.call('DEL', KEYS.o)
return { 'bumped' }
`,
);
