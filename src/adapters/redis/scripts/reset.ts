/** The script of `reset`: everything of the subject at once, while the epoch goes on rising (P11). @module */

import { luaChanges } from './lua-changes.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaTokens } from './lua-tokens.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const resetScript: Script = defineScript(
  'reset 1',
  [luaValues, luaAttempts, luaSubject, luaChanges, luaTokens],
  `
-- In: attempt, which tokens go as well (bypass, all, none).
-- Out: reset.
-- Cost: ten reads, five writes; grows with the access tokens.
local subject, tokens = readSubject(), readTokens()
if isRepeated(subject.core, ARGV[1]) then return { 'reset' } end
raise(subject, ARGV[1], {})
redis.call('HDEL', KEYS.s, 'm', 't', 'tn', 'tc', 'ts')
redis.call('DEL', KEYS.o, KEYS.r, KEYS.a)
for id, token in pairs(tokens) do
  if ARGV[2] == 'all' or (ARGV[2] == 'bypass' and token[8] == '1') then removeToken(id) end
end
return { 'reset' }
`,
);
