/** The script of `countMail`, in the recipient's own slot (P8). @module */

import { formats } from '../formats.ts';
import { luaMails } from './lua-mails.ts';
import { luaKeep, luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const countMailScript: Script = defineScript(
  'count-mail 1',
  [luaValues, luaKeep, luaMails],
  `
-- In: attempt, at, limits. The one key is the recipient's.
-- Out: counted or capped.
-- Cost: one read, up to three writes.
local mails = readList(KEYS[1], '${formats.mail}')
local attempt, at, limits = ARGV[1], tonumber(ARGV[2]), readLimits(ARGV[3])
for _, mail in ipairs(mails) do
  if mail[3] == attempt then return { 'counted' } end
end
if at < nextMailAt(mails, limits, at) then
  keepSeen(KEYS[1], mails, limits, at)
  return { 'capped' }
end
writeMails(KEYS[1], #mails, withOne(mails, limits, at, attempt), limits)
return { 'counted' }
`,
);
