/** The script of `countMail` (P8). @module */

import { formats } from '../formats.ts';
import { luaLine, luaReader } from './lua-lines.ts';
import { countOne, isCounted, mailLines, nextMailAt, readLimits, readMails, seeMails } from './lua-mails.ts';
import { corrupt, readKey, writeExpiring } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

const readRecipientHead = luaReader('readRecipientHead', formats.recipientHead);

/**
 * Works in the slot of the recipient.
 * - In: `attempt`, `at`, `limits`.
 * - Out: `counted` or `capped`.
 * - Cost: one read, at most one write.
 */
export const countMailScript: Script<'attempt' | 'at' | 'limits'> = defineScript({
  name: 'count-mail 1',
  keys: ['recipient'],
  args: ['attempt', 'at', 'limits'],
  uses: [
    readKey,
    readRecipientHead,
    corrupt,
    readMails,
    readLimits,
    isCounted,
    nextMailAt,
    seeMails,
    countOne,
    mailLines,
    writeExpiring,
  ],
  body: `
local lines, at, limits = readKey(recipientKey), tonumber(at), readLimits(limits)
local mails = {}
if lines ~= '' then
  local head, from = readRecipientHead(lines, 1)
  if not head then corrupt() end
  mails = readMails(string.sub(lines, from))
end
local function write()
  writeExpiring(recipientKey, ${luaLine('', formats.recipientHead)} .. mailLines(mails), limits.maxWithinMs)
end
if isCounted(mails, attempt) then return { 'counted' } end
if at < nextMailAt(mails, limits, at) then
  if seeMails(mails, at) then write() end
  return { 'capped' }
end
countOne(mails, limits, at, attempt)
write()
return { 'counted' }
`,
});
