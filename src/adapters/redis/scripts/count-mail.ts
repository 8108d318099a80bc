/** The script of `countMail`, in the recipient's own slot (P8). @module */

import { formats } from '../formats.ts';
import { luaMails } from './lua-mails.ts';
import { listing } from './lua-pattern.ts';
import { luaKeep, luaValues } from './lua-values.ts';
import { type Script, defineRecipientScript } from './script.ts';

export const countMailScript: Script = defineRecipientScript(
  'count-mail 1',
  [luaValues, luaKeep, luaMails],
  `
-- In: attempt, at, limits. The one key is the recipient's.
-- Out: counted or capped.
-- Cost: one read, at most one write.
local mails = readLines(KEYS[1], ${listing(formats.mail)})
local attempt, at, limits = ARGV[1], tonumber(ARGV[2]), readLimits(ARGV[3])
if string.find(mails .. '\\n', '|' .. attempt .. '\\n', 1, true) then return { 'counted' } end
if at < nextMailAt(mails, limits, at) then
  keepSeen(KEYS[1], mails, limits, at)
  return { 'capped' }
end
writeMails(KEYS[1], withOne(mails, limits, at, attempt), limits)
return { 'counted' }
`,
);
