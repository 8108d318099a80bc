/** The script of `charge`: the domain's function of that name, applied atomically (P3). @module */

import { rememberedAttempts } from '../../../domain/attempts.ts';
import { formats } from '../formats.ts';
import { reading } from './lua-pattern.ts';
import { luaAttempts, luaState, luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const chargeScript: Script = defineScript(
  'charge 1',
  [luaValues, luaAttempts, luaSubject, luaState],
  `
-- In: attempt, at, automatic email, client, trust seconds, disabled at, the longest lock, how many locks, the locks, then of
--     each candidate its scope, whether it fits (y, n, or a number of digits) and whether it is only for a first factor.
-- Out: word, scope, retry at, count of recovery digests, the digests, the state afterwards.
-- Cost: eight reads, at most one write.
local subject = readSubject()
local core = subject.core
local attempt, at, automatic = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1'
local trustSeconds, disabledAt, lockCount = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[8])
local trust = ARGV[4] ~= '' and findTrusted(subject.trusted, ARGV[4])

local function reply(word, scope, retryAt)
  local retry = retryAt and text(retryAt) or ''
  if word ~= 'charged' or scope ~= 'r' then return { word, scope or '', retry, '0', stateOf(subject, trust) } end
  local all = { word, scope, retry, '0' }
  for digest in string.gmatch(subject.recovery .. '\\n', '([^|\\n]*)|%f[\\n]') do all[#all + 1] = digest end
  all[4] = text(#all - 4)
  for _, element in ipairs({ stateOf(subject, trust) }) do all[#all + 1] = element end
  return all
end

if trustSeconds and trust then
  local factorAt = number(read(trust, ${reading(formats.trusted)})[3])
  if factorAt - 60000 <= at and at < factorAt + trustSeconds * 1000 then return reply('trusted') end
end

local noFactor = not hasTotp(core) and not hasEmail(core, automatic)
local function isPresent(scope, firstFactor)
  if firstFactor and not noFactor then return false end
  if scope == 't' then return hasTotp(core) end
  if scope == 'e' then return firstFactor or hasEmail(core, automatic) end
  if scope == 'r' then return subject.recoveryLeft > 0 end
  if scope == 'p' then return noFactor end
  return subject.pending and at < number(subject.pending[7])
end

local unused = { failures = 0, lockedUntil = 0, tail = '' }
local function isDisabled(scope)
  if (scope ~= 't' and scope ~= 'e') or not disabledAt then return false end
  return (subject.attempts[scope] or unused).failures >= disabledAt
end

local scope, fits, enabled
for index = 9 + lockCount, #ARGV, 3 do
  local candidate = ARGV[index]
  if isPresent(candidate, ARGV[index + 2] == '1') then
    local charged = (subject.attempts[candidate] or unused).tail .. '|'
    if string.find(charged, '|' .. attempt .. '|', 1, true) then return reply('charged', candidate) end
    local disabled = isDisabled(candidate)
    if not scope or (not enabled and not disabled) then scope, fits, enabled = candidate, ARGV[index + 1], not disabled end
  end
end
if not scope then return reply('not-enrolled') end
if not enabled then return reply('disabled', scope) end

local attempts = subject.attempts[scope] or unused
local retryAt = math.min(attempts.lockedUntil, at + tonumber(ARGV[7]))
if at < retryAt then
  if retryAt ~= attempts.lockedUntil then
    attempts.lockedUntil = retryAt
    writeAttempts(subject.attempts)
  end
  return reply('locked', scope, retryAt)
end

local matches = fits == 'y'
if tonumber(fits) then
  local digits
  if scope == 't' then digits = read(core.t, ${reading(formats.totp)})[3]
  elseif scope == 'e' then digits = subject.code and at < number(subject.code[5]) and subject.code[4] or fits
  elseif scope == 'n' then digits = subject.pending[4] end
  matches = tonumber(digits) == tonumber(fits)
end
if not matches then return reply('malformed', scope) end

local failures = math.min(attempts.failures + 1, 9007199254740991)
local lock = lockCount > 0 and tonumber(ARGV[8 + math.min(failures, lockCount)]) or 0
local tail = '|' .. attempt .. attempts.tail
local _, remembered = string.gsub(tail, '|', '')
while remembered > ${rememberedAttempts} do
  tail = string.match(tail, '^(.*)|')
  remembered = remembered - 1
end
subject.attempts[scope] = { failures = failures, lockedUntil = lock == 0 and 0 or at + lock, tail = tail }
writeAttempts(subject.attempts)
return reply('charged', scope)
`,
);
