/** Lua that reads everything of one subject and checks all of it, whatever of it a verb goes on to use. @module */

import { formats, optedOut } from '../formats.ts';

/**
 * `readSubject()` answers the records by name. It begins with PERSIST, which changes nothing on the one key that never expires, but
 * is a write: a server that is no longer the master, or that has lost its replicas, refuses instead of answering what is old.
 */
export const luaSubject: string = `
local coreFormats = {
  v = 'v', e = '${formats.epoch}', b = '${formats.changedBy}', t = '${formats.totp}', tn = '${formats.nonce}',
  tc = '${formats.ciphertext}', ts = '${formats.lastStep}',
}

local function readCore()
  redis.call('PERSIST', KEYS[1])
  local flat = redis.call('HGETALL', KEYS[1])
  local core = {}
  for index = 1, #flat, 2 do core[flat[index]] = flat[index + 1] end
  if #flat > 0 and not core.v then corrupt() end
  for field, value in pairs(core) do
    local format = coreFormats[field]
    if format then read(value, format)
    elseif field == 'm' then
      if value ~= '${optedOut}' then read(value, '${formats.email}') end
    elseif string.find(field, '^a[terpn]$') then read(value, '${formats.attempts}')
    elseif string.find(field, '^a[terpn][0-7]$') and core[string.sub(field, 1, 2)] then
      if string.find(value, '|', 1, true) or not isText(value) then corrupt() end
    else corrupt() end
  end
  local complete = core.t and core.tn and core.tc and core.ts
  if not complete and (core.t or core.tn or core.tc or core.ts) then corrupt() end
  return core
end

local function readCode() return readString(KEYS[3], '${formats.code}') end
local function readMails(key) return readList(key, '${formats.mail}') end
local function readRecovery() return readList(KEYS[5], '${formats.recoveryCode}') end
local function readTrusted() return readList(KEYS[6], '${formats.trusted}') end

local function readSubject()
  return {
    core = readCore(),
    pending = readString(KEYS[2], '${formats.pending}'),
    code = readCode(),
    mails = readMails(KEYS[4]),
    recovery = readRecovery(),
    trusted = readTrusted(),
  }
end

local function epochOf(core) return tonumber(core.e or '0') end
local function hasTotp(core) return core.t ~= nil end
local function hasEmail(core, automatic)
  if core.m == nil then return automatic end
  return core.m ~= '${optedOut}'
end

local function recoveryLeft(recovery)
  local left = 0
  for _, code in ipairs(recovery) do
    if code[3] == '' then left = left + 1 end
  end
  return left
end

local function findTrusted(trusted, client)
  for _, other in ipairs(trusted) do
    if other[2] == client then return other end
  end
end
`;

/** `addState(reply, subject, trust, token, used)`: what a decision reads, as the end of a reply; an absent record is empty. */
export const luaState: string = `
local function addState(reply, subject, trust, token, used)
  local function add(value) reply[#reply + 1] = value end
  add(subject.pending and subject.pending.record or '')
  add(subject.code and subject.code[7] == '' and subject.code.record or '')
  add(trust and trust.record or '')
  add(token or '')
  add(used or '')
  add(text(recoveryLeft(subject.recovery)))
  add(text(#subject.mails))
  for _, mail in ipairs(subject.mails) do add(mail.record) end
  for field, value in pairs(subject.core) do
    add(field)
    add(value)
  end
  return reply
end
`;

/** Failures of one method, and the attempts that are remembered in a ring whose cursor points at the latest. */
export const luaAttempts: string = `
local function attemptsOf(core, scope)
  local record = core['a' .. scope]
  if not record then return nil end
  local fields = read(record, '${formats.attempts}')
  return { failures = tonumber(fields[1]), lockedUntil = tonumber(fields[2]), cursor = fields[3] }
end

local function attemptsRecord(failures, lockedUntil, cursor)
  return text(failures) .. '|' .. text(lockedUntil) .. '|' .. cursor
end

-- Adds to the fields of an HSET: no failures for one method, while its charged attempts stay known.
local function clearFailures(core, scope, fields)
  local attempts = attemptsOf(core, scope)
  if not attempts then return end
  fields[#fields + 1] = 'a' .. scope
  fields[#fields + 1] = attemptsRecord(0, 0, attempts.cursor)
end
`;
