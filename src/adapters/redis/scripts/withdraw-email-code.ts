/** The script of `withdrawEmailCode`. @module */

import { mailLines, readMails } from './lua-mails.ts';
import { readSubject, writeSubject } from './lua-subject.ts';
import { type Script, defineScript } from './script.ts';

/**
 * Takes back a code that could not be sent, and brings back the code that it replaced.
 * - In: `attempt`; `releaseMs`, the cooldown to give back.
 * - Out: `withdrawn` or `not-live`.
 * - Cost: one read, at most one write.
 */
export const withdrawEmailCodeScript: Script<'attempt' | 'releaseMs'> = defineScript({
  name: 'withdraw-email-code 1',
  keys: ['subject'],
  args: ['attempt', 'releaseMs'],
  uses: [readSubject, readMails, mailLines, writeSubject],
  body: `
local subject = readSubject()
if not subject.emailCode or subject.emailCode.issuedBy ~= attempt then return { 'not-live' } end
subject.emailCode, subject.replacedCode = subject.replacedCode, nil
if subject.emailCode then subject.emailCode.spentBy = '' end
local mails = readMails(subject.mails)
for _, mail in ipairs(mails) do
  if mail.by == attempt then mail.at = mail.at - tonumber(releaseMs) end
end
subject.mails = mailLines(mails)
writeSubject(subject)
return { 'withdrawn' }
`,
});
