/** The script of `insertToken`: no two tokens of a subject share a name. @module */

import { luaSubject } from './lua-subject.ts';
import { luaTokens } from './lua-tokens.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const insertTokenScript: Script = defineScript(
  'insert-token 1',
  [luaValues, luaSubject, luaTokens],
  `
-- In: generation, the most tokens, id, digest, name, the record from its digest on, last used.
-- Out: inserted, name-taken, limit-reached or superseded.
-- Cost: three reads, two writes; grows with the access tokens.
local subject, tokens, id = readSubject(), readTokens(), ARGV[3]
if tokens[id] and tokens[id][3] == ARGV[4] then return { 'inserted' } end
if number(subject.generation) ~= tonumber(ARGV[1]) then return { 'superseded' } end
local count = 0
for _, other in pairs(tokens) do
  if other[4] == ARGV[5] then return { 'name-taken' } end
  count = count + 1
end
if count >= tonumber(ARGV[2]) then return { 'limit-reached' } end
putToken(tokens, id, ARGV[6], ARGV[7])
return { 'inserted' }
`,
);
