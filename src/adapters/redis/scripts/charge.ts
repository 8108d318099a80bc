/** The script of `charge`: the domain's function of that name, applied atomically (P3). @module */

import { luaAttempts, luaState, luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const chargeScript: Script = defineScript(
  'charge 1',
  [luaValues, luaSubject, luaState, luaAttempts],
  `
-- In: attempt, at, automatic email, client, trust seconds, disabled at, locks (ms,ms,…), then of each candidate its scope,
--     whether it fits (y, n, or a number of digits) and whether it is only for a first factor.
-- Out: word, scope, retry at, count of recovery digests, the digests, the state afterwards.
-- Cost: seven reads, at most one write.
local subject = readSubject()
local core = subject.core
local attempt, at, automatic = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1'
local trustSeconds, disabledAt = tonumber(ARGV[5]), tonumber(ARGV[6])
local trust = ARGV[4] ~= '' and findTrusted(subject.trusted, ARGV[4])

local function answer(word, scope, retryAt)
  local reply = { word, scope or '', retryAt and text(retryAt) or '', '0' }
  if word == 'charged' and scope == 'r' then
    for _, code in ipairs(subject.recovery) do
      if code[3] == '' then reply[#reply + 1] = code[2] end
    end
    reply[4] = text(#reply - 4)
  end
  return addState(reply, subject, trust)
end

if trustSeconds and trust then
  local factorAt = tonumber(trust[3])
  if factorAt - 60000 <= at and at < factorAt + trustSeconds * 1000 then return answer('trusted') end
end

local noFactor = not hasTotp(core) and not hasEmail(core, automatic)
local function present(scope, firstFactor)
  if firstFactor and not noFactor then return false end
  if scope == 't' then return hasTotp(core) end
  if scope == 'e' then return firstFactor or hasEmail(core, automatic) end
  if scope == 'r' then return recoveryLeft(subject.recovery) > 0 end
  if scope == 'p' then return noFactor end
  return subject.pending and at < tonumber(subject.pending[7])
end

local function disabled(scope)
  if (scope ~= 't' and scope ~= 'e') or not disabledAt then return false end
  local attempts = attemptsOf(core, scope)
  return (attempts and attempts.failures or 0) >= disabledAt
end

local scope, fits
for index = 8, #ARGV, 3 do
  if present(ARGV[index], ARGV[index + 2] == '1') then
    local isDisabled = disabled(ARGV[index])
    if not scope or not isDisabled then scope, fits = ARGV[index], ARGV[index + 1] end
    if not isDisabled then break end
  end
end
if not scope then return answer('not-enrolled') end

local field = 'a' .. scope
for index = 0, 7 do
  if core[field .. index] == attempt then return answer('charged', scope) end
end
if disabled(scope) then return answer('disabled', scope) end

local locks, longest = {}, 0
for ms in string.gmatch(ARGV[7], '[^,]+') do
  locks[#locks + 1] = tonumber(ms)
  longest = math.max(longest, tonumber(ms))
end
local attempts = attemptsOf(core, scope) or { failures = 0, lockedUntil = 0, cursor = '7' }
local retryAt = math.min(attempts.lockedUntil, at + longest)
if at < retryAt then
  if retryAt ~= attempts.lockedUntil then
    core[field] = attemptsRecord(attempts.failures, retryAt, attempts.cursor)
    redis.call('HSET', KEYS[1], field, core[field])
  end
  return answer('locked', scope, retryAt)
end

local function fitsExactly(record, place) return record ~= nil and tonumber(fits) == tonumber(record[place]) end
local matches = fits == 'y'
if tonumber(fits) then
  if scope == 't' then matches = fitsExactly(core.t and read(core.t, coreFormats.t), 3)
  elseif scope == 'e' then
    local live = subject.code and at < tonumber(subject.code[5])
    matches = not live or fitsExactly(subject.code, 4)
  elseif scope == 'n' then matches = fitsExactly(subject.pending, 4) end
end
if not matches then return answer('malformed', scope) end

local failures = math.min(attempts.failures + 1, 9007199254740991)
local lock = locks[math.min(failures, #locks)] or 0
local cursor = text((tonumber(attempts.cursor) + 1) % 8)
core.v = '1'
core[field] = attemptsRecord(failures, lock == 0 and 0 or at + lock, cursor)
core[field .. cursor] = attempt
redis.call('HSET', KEYS[1], 'v', '1', field, core[field], field .. cursor, attempt)
return answer('charged', scope)
`,
);
