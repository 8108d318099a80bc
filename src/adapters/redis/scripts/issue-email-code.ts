/** The script of `issueEmailCode`: the limits are judged and taken in the same step (P7, P8). @module */

import { luaOfChanges } from './lua-changes.ts';
import { luaMails } from './lua-mails.ts';
import { type Script, defineScript } from './script.ts';

export const issueEmailCodeScript: Script = defineScript(
  'issue-email-code 1',
  [...luaOfChanges, luaMails],
  `
-- In: attempt, at, generation, limits, what stands in the code's line, what stands in the line of an automatic enrollment or nothing.
-- Out: issued or too-soon with the instant at which another may be issued; or superseded.
-- Cost: one read, at most one write.
local subject = readSubject()
local code, mails = subject.code, subject.mails
local attempt, at, limits = ARGV[1], tonumber(ARGV[2]), readLimits(ARGV[4])
local nextAt = nextMailAt(mails, limits, at)
if code and code.issuedBy == attempt then return { 'issued', text(nextAt) } end
if number(subject.generation) ~= tonumber(ARGV[3]) then return { 'superseded' } end
if at < nextAt then
  subject.mails = seenAt(mails, at)
  if subject.mails ~= mails then writeSubject(subject) end
  return { 'too-soon', text(nextAt) }
end
subject.code, subject.mails = { unspent = ARGV[5], spentBy = '' }, withOne(mails, limits, at, attempt)
if ARGV[6] ~= '' then subject.email = subject.email or ARGV[6] end
writeSubject(subject)
return { 'issued', text(nextMailAt(subject.mails, limits, at)) }
`,
);
