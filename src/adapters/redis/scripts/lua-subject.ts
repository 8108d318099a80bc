/** Lua that reads everything of one subject and checks all of it, whatever of it a verb goes on to use. @module */

import { formatVersion, formats, optedOut } from '../formats.ts';
import { listing, luaPattern, reading } from './lua-pattern.ts';

/**
 * `readSubject()` answers the records by name; every reader of one kind checks all of it.
 */
export const luaSubject: string = `
local function readCore()
  local flat = redis.call('HGETALL', KEYS[1])
  local core = { flat = flat }
  if #flat == 0 then return core end
  for index = 1, #flat, 2 do core[flat[index]] = flat[index + 1] end
  if core.v ~= '${formatVersion}' then corrupt() end
  local known = 1
  if core.e then
    read(core.e, ${reading(formats.epoch)})
    number(core.e)
    known = known + 1
  end
  if core.b then read(core.b, ${reading(formats.changedBy)}) known = known + 1 end
  if core.m then
    if core.m ~= '${optedOut}' then readSlowly(core.m, '${formats.email}') end
    known = known + 1
  end
  if core.t then
    if not core.tn or not core.tc or not core.ts then corrupt() end
    core.totp = read(core.t, ${reading(formats.totp)})
    core.last = read(core.ts, ${reading(formats.lastStep)})
    read(core.tn, ${reading(formats.nonce)})
    read(core.tc, ${reading(formats.ciphertext)})
    known = known + 4
  end
  if known * 2 ~= #flat then corrupt() end
  return core
end

local function readCode() return readString(KEYS[3], ${reading(formats.code)}) end
local function readMails(key) return readLines(key, ${listing(formats.mail)}) end
local function readRecovery() return readLines(KEYS[5], ${listing(formats.recoveryCode)}) end
local function readTrusted() return readLines(KEYS[6], ${listing(formats.trusted)}) end

local function readSubject()
  return {
    core = readCore(),
    pending = readString(KEYS[2], ${reading(formats.pending)}),
    code = readCode(),
    mails = readMails(KEYS[4]),
    recovery = readRecovery(),
    trusted = readTrusted(),
    attempts = readAttempts(),
  }
end

local function epochOf(core) return number(core.e or '0') end
local function hasTotp(core) return core.t ~= nil end
local function hasEmail(core, automatic)
  if core.m == nil then return automatic end
  return core.m ~= '${optedOut}'
end

-- A code that is not used up has nothing in its last field.
local function recoveryLeft(recovery)
  local _, left = string.gsub(recovery .. '\\n', '|\\n', '')
  return left
end

local function findTrusted(trusted, client)
  local from = string.find(trusted, '\\n${formatVersion}|' .. client .. '|', 1, true)
  return from and string.match(trusted, '[^\\n]+', from)
end
`;

/** Its pattern alone: the texts at its end are judged otherwise. */
const attemptsPattern = `'^${luaPattern(formats.attempts, true)}$'`;

/** Failures of each method: what is needed of a line, with the attempts that are remembered as a tail `|latest|…`. */
export const luaAttempts: string = `
local function readAttempts()
  local lines = redis.call('GET', KEYS[9])
  local attempts = { lines = lines or '' }
  if not lines then return attempts end
  if string.sub(lines, 1, 1) ~= '\\n' then corrupt() end
  for line in string.gmatch(lines, '\\n([^\\n]*)') do
    local fields = { string.match(line, ${attemptsPattern}) }
    local tail = fields[5]
    if not tail or (tail ~= '' and (string.sub(tail, 1, 1) ~= '|' or string.find(tail .. '|', '||', 1, true))) then
      fields = readSlowly(line, '${formats.attempts}')
      tail = #fields > 4 and '|' .. table.concat(fields, '|', 5) or ''
    end
    if attempts[fields[2]] then corrupt() end
    attempts[fields[2]] = { failures = number(fields[3]), lockedUntil = number(fields[4]), tail = tail }
  end
  return attempts
end

local function writeAttempts(attempts)
  local lines = ''
  for _, scope in ipairs({ 't', 'e', 'r', 'p', 'n' }) do
    local of = attempts[scope]
    if of then
      local counted = text(of.failures) .. '|' .. text(of.lockedUntil)
      lines = lines .. '\\n${formatVersion}|' .. scope .. '|' .. counted .. of.tail
    end
  end
  attempts.lines = lines
  redis.call('SET', KEYS[9], lines)
end

-- No failures for these methods, while their charged attempts stay known.
local function clearFailures(attempts, ...)
  local cleared = false
  for _, scope in ipairs({ ... }) do
    if attempts[scope] then
      attempts[scope].failures, attempts[scope].lockedUntil, cleared = 0, 0, true
    end
  end
  if cleared then writeAttempts(attempts) end
end
`;

/** `addState(reply, subject, trust, token, used)`: what a decision reads, as the end of a reply; an absent record is empty. */
export const luaState: string = `
local function addState(reply, subject, trust, token, used)
  local count = #reply
  reply[count + 1] = subject.pending and subject.pending.record or ''
  reply[count + 2] = subject.code and subject.code[7] == '' and subject.code.record or ''
  reply[count + 3] = trust or ''
  reply[count + 4] = token or ''
  reply[count + 5] = used or ''
  reply[count + 6] = subject.attempts.lines
  reply[count + 7] = text(recoveryLeft(subject.recovery))
  reply[count + 8] = subject.mails
  for index, value in ipairs(subject.core.flat) do reply[count + 8 + index] = value end
  return reply
end
`;
