/** The script of `reset`: everything of the subject at once, while the generation goes on rising (P11). @module */

import { luaOfChanges } from './lua-changes.ts';
import { luaTokens } from './lua-tokens.ts';
import { type Script, defineScript } from './script.ts';

export const resetScript: Script = defineScript(
  'reset 1',
  [...luaOfChanges, luaTokens],
  `
-- In: attempt, which tokens go as well (bypass, all, none).
-- Out: reset.
-- Cost: five reads, up to three writes, two for each token that goes; grows with the access tokens.
local subject = readAll()
local tokens = readTokens()
if isRepeated(subject, ARGV[1]) then return { 'reset' } end
raise(subject, ARGV[1])
subject.totp, subject.email, subject.attempts, subject.code = nil, nil, {}, nil
replaceRecovery(subject, #ARGV + 1)
commit(subject)
for id, token in pairs(tokens) do
  if ARGV[2] == 'all' or (ARGV[2] == 'bypass' and token[8] == '1') then removeToken(id) end
end
return { 'reset' }
`,
);
