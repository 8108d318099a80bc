/** The script of `insertToken`. @module */

import { isCurrent } from './lua-generation.ts';
import { readSubject } from './lua-subject.ts';
import { putToken, readTokenLine, readTokens } from './lua-tokens.ts';
import { type Script, defineScript } from './script.ts';

/**
 * No two tokens of a subject share a name.
 * - In: `generation`, `maxTokens`, `id`; `line` of the token; `usedAt`, or nothing.
 * - Out: `inserted`, `name-taken`, `limit-reached` or `superseded`.
 * - Cost: three reads, two writes; grows with the tokens.
 */
export const insertTokenScript: Script<'generation' | 'maxTokens' | 'id' | 'line' | 'usedAt'> = defineScript({
  name: 'insert-token 1',
  keys: ['subject', 'tokens', 'tokenUses'],
  args: ['generation', 'maxTokens', 'id', 'line', 'usedAt'],
  uses: [isCurrent, readSubject, readTokens, readTokenLine, putToken],
  body: `
local subject, tokens, token = readSubject(), readTokens(), readTokenLine(line)
if tokens[id] and tokens[id].digest == token.digest then return { 'inserted' } end
if not isCurrent(subject, generation) then return { 'superseded' } end
local count = 0
for _, other in pairs(tokens) do
  if other.name == token.name then return { 'name-taken' } end
  count = count + 1
end
if count >= tonumber(maxTokens) then return { 'limit-reached' } end
putToken(tokens, id, token, usedAt)
return { 'inserted' }
`,
});
