/** The scripts of `revokeToken` and `revokeAllTokens` (P14). @module */

import { readSubject } from './lua-subject.ts';
import { readToken, readTokens, removeToken } from './lua-tokens.ts';
import { type Script, defineScript } from './script.ts';

/**
 * - In: `id`.
 * - Out: `revoked` or `not-found`.
 * - Cost: three reads, two writes.
 */
export const revokeTokenScript: Script<'id'> = defineScript({
  name: 'revoke-token 1',
  keys: ['subject', 'tokens', 'tokenUses'],
  args: ['id'],
  uses: [readSubject, readToken, removeToken],
  body: `
readSubject()
if not readToken(id) then return { 'not-found' } end
removeToken(id)
return { 'revoked' }
`,
});

/**
 * - In: nothing.
 * - Out: `revoked`.
 * - Cost: three reads, one write; grows with the tokens.
 */
export const revokeAllTokensScript: Script = defineScript({
  name: 'revoke-all-tokens 1',
  keys: ['subject', 'tokens', 'tokenUses'],
  args: [],
  uses: [readSubject, readTokens],
  body: `
readSubject()
readTokens()
redis.call('DEL', tokensKey, tokenUsesKey)
return { 'revoked' }
`,
});
