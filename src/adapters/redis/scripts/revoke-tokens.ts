/** The scripts of `revokeToken` and `revokeAllTokens` (P14). @module */

import { luaSubject } from './lua-subject.ts';
import { luaTokens } from './lua-tokens.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const revokeTokenScript: Script = defineScript(
  'revoke-token 1',
  [luaValues, luaSubject, luaTokens],
  `
-- In: id.
-- Out: revoked or not-found.
-- Cost: three reads, two writes.
readSubject()
if not readToken(ARGV[1]) then return { 'not-found' } end
removeToken(ARGV[1])
return { 'revoked' }
`,
);

export const revokeAllTokensScript: Script = defineScript(
  'revoke-all-tokens 1',
  [luaValues, luaSubject, luaTokens],
  `
-- In: nothing.
-- Out: revoked.
-- Cost: three reads, one write; grows with the access tokens.
readSubject()
readTokens()
redis.call('DEL', KEYS.p, KEYS.pu)
return { 'revoked' }
`,
);
