/** Lua that reads everything of one subject and checks all of it, whatever of it a verb goes on to use. @module */

import { formatVersion, formats, optedOut } from '../formats.ts';
import { checking, linePattern, listing, luaPattern, plain, reading } from './lua-pattern.ts';

/**
 * `readSubject()` answers the records by name; every reader of one kind checks all of it.
 */
export const luaSubject: string = `
local function readCore()
  local flat = redis.call('HGETALL', KEYS.s)
  -- Named beforehand, so that the table need not grow with every field.
  local core = { flat = flat, v = nil, e = nil, b = nil, m = nil, t = nil, tn = nil, tc = nil, ts = nil }
  if #flat == 0 then return core end
  for index = 1, #flat, 2 do core[flat[index]] = flat[index + 1] end
  if core.v ~= '${formatVersion}' then corrupt() end
  local known = 1
  if core.e then
    check(core.e, ${checking(formats.epoch)})
    number(core.e)
    known = known + 1
  end
  if core.b then
    check(core.b, ${checking(formats.changedBy)})
    known = known + 1
  end
  if core.m then
    if core.m ~= '${optedOut}' then readSlowly(core.m, '${formats.email}') end
    known = known + 1
  end
  if core.t then
    if not core.tn or not core.tc or not core.ts then corrupt() end
    check(core.t, ${checking(formats.totp)})
    check(core.tn, ${checking(formats.nonce)})
    check(core.tc, ${checking(formats.ciphertext)})
    check(core.ts, ${checking(formats.lastStep)})
    known = known + 4
  end
  if known * 2 ~= #flat then corrupt() end
  return core
end

local function readCode() return readString(KEYS.o, ${reading(formats.code)}) end

local function readMails() return readLines(KEYS.l, ${listing(formats.mail)}) end

-- The codes, and how many of them are not used up: nothing in its last field. What stays when those are taken away is used up.
local function readRecovery()
  local codes = redis.call('GET', KEYS.r)
  if not codes then return '', 0 end
  local used, left = string.gsub(codes, '\\n${formatVersion}|${plain}+|%f[%z\\n]', '')
  if used ~= '' and string.gsub(used, '${linePattern(formats.recoveryCode)}', '') ~= '' then
    checkLinesSlowly(codes, '${formats.recoveryCode}')
    left = select(2, string.gsub(codes .. '\\n', '|\\n', ''))
  end
  return codes, left
end

local function readTrusted() return readLines(KEYS.c, ${listing(formats.trusted)}) end

local function readSubject()
  local recovery, recoveryLeft = readRecovery()
  return {
    core = readCore(),
    pending = readString(KEYS.tp, ${reading(formats.pending)}),
    code = readCode(),
    mails = readMails(),
    recovery = recovery,
    recoveryLeft = recoveryLeft,
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

local function findTrusted(trusted, client)
  local from = string.find(trusted, '\\n${formatVersion}|' .. client .. '|', 1, true)
  return from and string.match(trusted, '[^\\n]+', from)
end
`;

/** A line up to its attempts, which are many texts and judged in one replacement. */
const attemptsHead = luaPattern(formats.attempts.slice(0, -1), true);

/** Failures of each method: what is needed of a line, with the attempts that are remembered as a tail `|latest|…`. */
export const luaAttempts: string = `
local function readAttempts()
  local lines = redis.call('GET', KEYS.a)
  local attempts = { lines = lines or '' }
  if not lines then return attempts end
  if string.sub(lines, 1, 1) ~= '\\n' then corrupt() end
  local from = 1
  while from <= #lines do
    local last = (string.find(lines, '\\n', from + 1, true) or #lines + 1) - 1
    local _, scope, failures, lockedUntil, tailFrom = string.match(lines, '^\\n${attemptsHead}()', from)
    local tail = tailFrom and string.sub(lines, tailFrom, last)
    if not tail or (tail ~= '' and string.gsub(tail, '|${plain}+', '') ~= '') then
      local fields = readSlowly(string.sub(lines, from + 1, last), '${formats.attempts}')
      scope, failures, lockedUntil = fields[2], fields[3], fields[4]
      tail = #fields > 4 and '|' .. table.concat(fields, '|', 5) or ''
    end
    if attempts[scope] then corrupt() end
    attempts[scope] = { failures = number(failures), lockedUntil = number(lockedUntil), tail = tail }
    from = last + 1
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
  redis.call('SET', KEYS.a, lines)
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

/** `stateOf(subject, trust, token, used)`: what a decision reads, as the last elements of a reply; an absent record is empty. */
export const luaState: string = `
local function stateOf(subject, trust, token, used)
  return subject.pending and subject.pending.record or '',
    subject.code and subject.code[7] == '' and subject.code.record or '',
    trust or '',
    token or '',
    used or '',
    subject.attempts.lines,
    text(subject.recoveryLeft),
    subject.mails,
    unpack(subject.core.flat)
end
`;
