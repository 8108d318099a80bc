/** The scripts of `revokeToken` and `revokeAllTokens` (P14). @module */

import { isRepeated } from './lua-changes.ts';
import { endUnderWay } from './lua-generation.ts';
import { readSubject } from './lua-subject.ts';
import { readToken, readTokens, removeToken } from './lua-tokens.ts';
import { type Script, defineScript } from './script.ts';

/**
 * - In: `id`, `attempt`.
 * - Out: `revoked` or `not-found`.
 * - Cost: three reads, three writes. The token goes first: Redis lets a script that begins by
 *   removing go on although memory is out.
 */
export const revokeTokenScript: Script<'id' | 'attempt'> = defineScript({
  name: 'revoke-token 1',
  keys: ['subject', 'tokens', 'tokenUses'],
  args: ['id', 'attempt'],
  uses: [readSubject, readToken, isRepeated, removeToken, endUnderWay],
  body: `
local subject = readSubject()
local token = readToken(id)
if isRepeated(subject, attempt) then return { 'revoked' } end
if not token then return { 'not-found' } end
removeToken(id)
if tonumber(subject.generation) > 0 then endUnderWay(subject, attempt) end
return { 'revoked' }
`,
});

/**
 * Raises the generation of a subject that has a record.
 * - In: `attempt`.
 * - Out: `revoked`.
 * - Cost: three reads, two writes; grows with the tokens.
 */
export const revokeAllTokensScript: Script<'attempt'> = defineScript({
  name: 'revoke-all-tokens 1',
  keys: ['subject', 'tokens', 'tokenUses'],
  args: ['attempt'],
  uses: [readSubject, readTokens, isRepeated, endUnderWay],
  body: `
local subject = readSubject()
readTokens()
if isRepeated(subject, attempt) then return { 'revoked' } end
redis.call('DEL', tokensKey, tokenUsesKey)
if tonumber(subject.generation) > 0 then endUnderWay(subject, attempt) end
return { 'revoked' }
`,
});
