/** The script of `withdrawEmailCode`: a code that could not be sent is taken back. @module */

import { luaMails } from './lua-mails.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaKeep, luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const withdrawEmailCodeScript: Script = defineScript(
  'withdraw-email-code 1',
  [luaValues, luaKeep, luaAttempts, luaSubject, luaMails],
  `
-- In: attempt, the cooldown to give back in milliseconds.
-- Out: withdrawn or not-live.
-- Cost: six reads, two writes.
local subject = readSubject()
local attempt = ARGV[1]
if not subject.code or subject.code[6] ~= attempt then return { 'not-live' } end
local mails = string.gsub(subject.mails, '[^\\n]+', function(mail)
  if string.match(mail, '[^|]*$') ~= attempt then return nil end
  return string.sub(mailRecord(sentAtOf(mail) - tonumber(ARGV[2]), attempt), 2)
end)
if mails ~= subject.mails then redis.call('SET', KEYS.l, mails, 'KEEPTTL') end
redis.call('DEL', KEYS.o)
return { 'withdrawn' }
`,
);
