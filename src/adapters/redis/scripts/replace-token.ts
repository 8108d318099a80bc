/** The script of `replaceToken`: the old token stops as the new one starts (P14). @module */

import { luaSubject } from './lua-subject.ts';
import { luaTokens } from './lua-tokens.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const replaceTokenScript: Script = defineScript(
  'replace-token 1',
  [luaValues, luaSubject, luaTokens],
  `
-- In: generation, the old id, the new id, its digest, its record from the digest on, last used.
-- Out: replaced, not-found or superseded.
-- Cost: three reads, four writes; grows with the access tokens.
local subject, tokens, old, id = readSubject(), readTokens(), ARGV[2], ARGV[3]
if tokens[id] and tokens[id][3] == ARGV[4] then return { 'replaced' } end
if number(subject.generation) ~= tonumber(ARGV[1]) then return { 'superseded' } end
if not tokens[old] then return { 'not-found' } end
tokens[old] = nil
putToken(tokens, id, ARGV[5], ARGV[6])
if old ~= id then removeToken(old) end
return { 'replaced' }
`,
);
