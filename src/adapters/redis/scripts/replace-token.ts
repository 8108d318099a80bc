/** The script of `replaceToken` (P14). @module */

import { isCurrent } from './lua-generation.ts';
import { readSubject } from './lua-subject.ts';
import { putToken, readTokenLine, readTokens, removeToken } from './lua-tokens.ts';
import { type Script, defineScript } from './script.ts';

/**
 * The old token ends as the new one starts.
 * - In: `generation`; `oldId`; `id`, `line` and `usedAt` of the new token, the last may be empty.
 * - Out: `replaced`, `not-found` or `superseded`.
 * - Cost: three reads, four writes; grows with the tokens.
 */
export const replaceTokenScript: Script<'generation' | 'oldId' | 'id' | 'line' | 'usedAt'> = defineScript({
  name: 'replace-token 1',
  keys: ['subject', 'tokens', 'tokenUses'],
  args: ['generation', 'oldId', 'id', 'line', 'usedAt'],
  uses: [isCurrent, readSubject, readTokens, readTokenLine, putToken, removeToken],
  body: `
local subject, tokens, token = readSubject(), readTokens(), readTokenLine(line)
if tokens[id] and tokens[id].digest == token.digest then return { 'replaced' } end
if not isCurrent(subject, generation) then return { 'superseded' } end
if not tokens[oldId] then return { 'not-found' } end
tokens[oldId] = nil
putToken(tokens, id, token, usedAt)
if oldId ~= id then removeToken(oldId) end
return { 'replaced' }
`,
});
