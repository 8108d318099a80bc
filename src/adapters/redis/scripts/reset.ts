/** The script of `reset` (P11). @module */

import { commit, isRepeated, readAll, replaceRecoveryCodes } from './lua-changes.ts';
import { raiseGeneration } from './lua-generation.ts';
import { readTokens, removeToken } from './lua-tokens.ts';
import { type Script, defineScript } from './script.ts';

/**
 * Removes everything of the subject at once. The generation goes on rising.
 * - In: `attempt`, `first`; `removed`, which access tokens are removed (`bypass`, `all` or `none`).
 * - Out: `reset`.
 * - Cost: five reads, up to three writes, two more for each token that is removed; grows with the
 *   tokens.
 */
export const resetScript: Script<'attempt' | 'first' | 'removed'> = defineScript({
  name: 'reset 1',
  keys: ['subject', 'trusted', 'recovery', 'tokens', 'tokenUses'],
  args: ['attempt', 'first', 'removed'],
  uses: [readAll, readTokens, isRepeated, raiseGeneration, replaceRecoveryCodes, commit, removeToken],
  body: `
local subject, tokens = readAll(), readTokens()
if isRepeated(subject, attempt) then return { 'reset' } end
raiseGeneration(subject, attempt, first)
subject.totp, subject.email, subject.optedOut, subject.emailCode, subject.attempts = nil, nil, nil, nil, {}
replaceRecoveryCodes(subject, {})
commit(subject)
for id, token in pairs(tokens) do
  if removed == 'all' or (removed == 'bypass' and token.bypass == '1') then removeToken(id) end
end
return { 'reset' }
`,
});
