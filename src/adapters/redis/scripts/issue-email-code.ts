/** The script of `issueEmailCode` (P7, P8). @module */

import { emptyText } from '../field-kinds.ts';
import { begin, isCurrent } from './lua-generation.ts';
import { countOne, mailLines, nextMailAt, readLimits, readMails, seeMails } from './lua-mails.ts';
import { readEmailCode, readSubject, writeSubject } from './lua-subject.ts';
import { corrupt, text } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/**
 * Judges the limits and counts the mail in the same step.
 * - In: `attempt`, `first`, `at`, `generation`, `limits`; `code`, its line.
 * - Out: `issued` or `too-soon`, both with the first instant at which another code may be issued;
 *   or `superseded`.
 * - Cost: one read, at most one write.
 */
export const issueEmailCodeScript: Script<'attempt' | 'first' | 'at' | 'generation' | 'limits' | 'code'> =
  defineScript({
    name: 'issue-email-code 1',
    keys: ['subject'],
    args: ['attempt', 'first', 'at', 'generation', 'limits', 'code'],
    uses: [
      begin,
      isCurrent,
      readSubject,
      readMails,
      readLimits,
      nextMailAt,
      text,
      seeMails,
      mailLines,
      writeSubject,
      countOne,
      readEmailCode,
      corrupt,
    ],
    body: `
local subject = readSubject()
local at, limits, mails = tonumber(at), readLimits(limits), readMails(subject.mails)
local nextAt = nextMailAt(mails, limits, at)
if subject.emailCode and subject.emailCode.issuedBy == attempt then return { 'issued', text(nextAt) } end
local isFirst = tonumber(generation) == 0 and (subject.changedBy == '' or subject.changedBy == '${emptyText}')
if not isCurrent(subject, generation) and not isFirst then return { 'superseded' } end
if at < nextAt then
  if seeMails(mails, at) then
    subject.mails = mailLines(mails)
    writeSubject(subject)
  end
  return { 'too-soon', text(nextAt) }
end
countOne(mails, limits, at, attempt)
begin(subject, first)
local replaced = subject.emailCode
local isUsable = replaced and replaced.spentBy == '' and at < tonumber(replaced.expiresAt)
subject.replacedCode = isUsable and replaced or nil
subject.emailCode, subject.mails = readEmailCode('\\n' .. code, 1) or corrupt(), mailLines(mails)
writeSubject(subject)
return { 'issued', text(nextMailAt(mails, limits, at)) }
`,
  });
