/** The script of `countMail`, in the recipient's own slot (P8). @module */

import { formatVersion, formats } from '../formats.ts';
import { luaMails } from './lua-mails.ts';
import { listing } from './lua-pattern.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineRecipientScript } from './script.ts';

export const countMailScript: Script = defineRecipientScript(
  'count-mail 1',
  [luaValues, luaMails],
  `
-- In: attempt, at, limits. The one key is the recipient's.
-- Out: counted or capped.
-- Cost: one read, at most one write.
local record = redis.call('GET', KEYS[1])
local mails = record and (string.match(record, '^\\n${formatVersion}(.*)$') or corrupt()) or ''
checkLines(mails, ${listing(formats.mail)})
local attempt, at, limits = ARGV[1], tonumber(ARGV[2]), readLimits(ARGV[3])
if string.find(mails .. '\\n', '|' .. attempt .. '\\n', 1, true) then return { 'counted' } end
if at < nextMailAt(mails, limits, at) then
  local seen = seenAt(mails, at)
  if seen ~= mails then keep(KEYS[1], '\\n${formatVersion}' .. seen, limits.longest) end
  return { 'capped' }
end
keep(KEYS[1], '\\n${formatVersion}' .. withOne(mails, limits, at, attempt), limits.longest)
return { 'counted' }
`,
);
