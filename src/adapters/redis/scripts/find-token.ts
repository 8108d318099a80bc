/** The script of `findToken`: the last use is noted at most once an interval, and only of a token that is there (P14). @module */

import { luaSubject } from './lua-subject.ts';
import { luaTokens } from './lua-tokens.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const findTokenScript: Script = defineScript(
  'find-token 1',
  [luaValues, luaSubject, luaTokens],
  `
-- In: id, at, interval in milliseconds, digests of the presented text under every key.
-- Out: found, its record, last used; or absent.
-- Cost: three reads, at most one write, however many tokens there are.
readSubject()
local token, at = readToken(ARGV[1]), tonumber(ARGV[2])
local presented = false
for index = 4, #ARGV do
  if token and token[3] == ARGV[index] then presented = true end
end
if not presented then return { 'absent' } end
local last = tonumber(token.used or '')
local recently = last and last <= at and at < last + tonumber(ARGV[3])
local expired = token[10] ~= '' and at >= tonumber(token[10])
if recently or expired then return { 'found', token.record, token.used or '' } end
redis.call('HSET', KEYS.pu, ARGV[1], ARGV[2])
return { 'found', token.record, ARGV[2] }
`,
);
