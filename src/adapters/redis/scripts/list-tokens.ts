/** The script of `listTokens`. @module */

import { luaSubject } from './lua-subject.ts';
import { luaTokens } from './lua-tokens.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const listTokensScript: Script = defineScript(
  'list-tokens 1',
  [luaValues, luaSubject, luaTokens],
  `
-- In: nothing.
-- Out: listed, then of each token its id, its record and its last use, in no order.
-- Cost: three reads; grows with the access tokens.
readSubject()
local reply = { 'listed' }
for id, token in pairs(readTokens()) do
  reply[#reply + 1] = id
  reply[#reply + 1] = token.record
  reply[#reply + 1] = token.used or ''
end
return reply
`,
);
