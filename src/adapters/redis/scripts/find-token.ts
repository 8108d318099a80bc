/** The script of `findToken` (P14). @module */

import { readSubject } from './lua-subject.ts';
import { readToken } from './lua-tokens.ts';
import { type Script, defineScript } from './script.ts';

/**
 * Notes the last use at most once an interval, and only of a token that exists.
 * - In: `id`, `at`; `everyMs`, the interval; `digests` of the presented text under every key.
 * - Out: `read` with the line of the token and its last use; or `read` alone if there is no such
 *   token.
 * - Cost: three reads, at most one write, however many tokens there are.
 */
export const findTokenScript: Script<'id' | 'at' | 'everyMs' | '...digests'> = defineScript({
  name: 'find-token 1',
  keys: ['subject', 'tokens', 'tokenUses'],
  args: ['id', 'at', 'everyMs', '...digests'],
  uses: [readSubject, readToken],
  body: `
readSubject()
local token, now, isPresented = readToken(id), tonumber(at), false
for _, digest in ipairs(digests) do
  if token and token.digest == digest then isPresented = true end
end
if not isPresented then return { 'read' } end
local usedAt = tonumber(token.usedAt)
local isRecent = usedAt and usedAt <= now and now < usedAt + tonumber(everyMs)
local isExpired = token.expiresAt ~= '' and now >= tonumber(token.expiresAt)
if isRecent or isExpired then return { 'read', token.line, token.usedAt } end
redis.call('HSET', tokenUsesKey, id, at)
return { 'read', token.line, at }
`,
});
