/** The script of `withdrawEmailCode`: a code that could not be sent is taken back. @module */

import { formatVersion } from '../formats.ts';
import { luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const withdrawEmailCodeScript: Script = defineScript(
  'withdraw-email-code 1',
  [luaValues, luaSubject],
  `
-- In: attempt, the cooldown to give back in milliseconds.
-- Out: withdrawn or not-live.
-- Cost: six reads, two writes.
local subject = readSubject()
local attempt = ARGV[1]
if not subject.code or subject.code[6] ~= attempt then return { 'not-live' } end
for index, mail in ipairs(subject.mails) do
  if mail[3] == attempt then
    local sentAt = tonumber(mail[2]) - tonumber(ARGV[2])
    redis.call('LSET', KEYS[4], index - 1, '${formatVersion}|' .. text(sentAt) .. '|' .. attempt)
  end
end
redis.call('DEL', KEYS[3])
return { 'withdrawn' }
`,
);
