/** The script of `withdrawEmailCode`: a code that could not be sent is taken back. @module */

import { luaOfChanges } from './lua-changes.ts';
import { luaMails } from './lua-mails.ts';
import { type Script, defineScript } from './script.ts';

export const withdrawEmailCodeScript: Script = defineScript(
  'withdraw-email-code 1',
  [...luaOfChanges, luaMails],
  `
-- In: attempt, the cooldown to give back in milliseconds.
-- Out: withdrawn or not-live.
-- Cost: one read, at most one write.
local subject = readSubject()
local attempt = ARGV[1]
if not subject.code or subject.code.issuedBy ~= attempt then return { 'not-live' } end
subject.code = nil
subject.mails = string.gsub(subject.mails, '[^\\n]+', function(mail)
  if string.match(mail, '[^|]*$') ~= attempt then return nil end
  return string.sub(mailRecord(sentAtOf(mail) - tonumber(ARGV[2]), attempt), 2)
end)
writeSubject(subject)
return { 'withdrawn' }
`,
);
