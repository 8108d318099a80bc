/** The script of `issueEmailCode`: the limits are judged and taken in the same step (P7, P8). @module */

import { formatVersion } from '../formats.ts';
import { luaMails } from './lua-mails.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaKeep, luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const issueEmailCodeScript: Script = defineScript(
  'issue-email-code 1',
  [luaValues, luaKeep, luaAttempts, luaSubject, luaMails],
  `
-- In: attempt, at, epoch, limits, the code's record, its expiry, the record of an automatic enrolment or nothing.
-- Out: issued or too-soon with the instant at which another may be issued; or superseded.
-- Cost: eight reads, up to three writes.
local subject = readSubject()
local core, code, mails = subject.core, subject.code, subject.mails
local attempt, at, limits = ARGV[1], tonumber(ARGV[2]), readLimits(ARGV[4])
local nextAt = nextMailAt(mails, limits, at)
if code and code[6] == attempt then return { 'issued', text(nextAt) } end
if epochOf(core) ~= tonumber(ARGV[3]) then return { 'superseded' } end
if at < nextAt then
  keepSeen(KEYS.l, mails, limits, at)
  return { 'too-soon', text(nextAt) }
end
local counted = withOne(mails, limits, at, attempt)
keep(KEYS.o, ARGV[5], tonumber(ARGV[6]) - at)
writeMails(KEYS.l, counted, limits)
if ARGV[7] ~= '' and not core.m then redis.call('HSET', KEYS.s, 'v', '${formatVersion}', 'm', ARGV[7]) end
return { 'issued', text(nextMailAt(counted, limits, at)) }
`,
);
