/** The script of `listTokens`. @module */

import { readSubject } from './lua-subject.ts';
import { readTokens } from './lua-tokens.ts';
import { type Script, defineScript } from './script.ts';

/**
 * - In: nothing.
 * - Out: `read`, then the id, the line and the last use of each token, in any order.
 * - Cost: three reads; grows with the tokens.
 */
export const listTokensScript: Script = defineScript({
  name: 'list-tokens 1',
  keys: ['subject', 'tokens', 'tokenUses'],
  args: [],
  uses: [readSubject, readTokens],
  body: `
readSubject()
local reply = { 'read' }
for id, token in pairs(readTokens()) do
  reply[#reply + 1] = id
  reply[#reply + 1] = token.line
  reply[#reply + 1] = token.usedAt
end
return reply
`,
});
