/** Lua that counts mails as `domain/subject/mail-limits.ts` does (P8). @module */

import { formats } from '../formats.ts';
import { type LuaFunction, luaFunction } from './lua-function.ts';
import { luaLine, luaReader } from './lua-lines.ts';
import { corrupt, text } from './lua-values.ts';

const readMail = luaReader('readMail', formats.mail);

/** `readLimits(limits)` reads the argument that `encodeLimits` writes. */
export const readLimits: LuaFunction = luaFunction(
  'readLimits',
  [],
  `
local function readLimits(written)
  local limits = { maxWithinMs = -math.huge, maxMails = -math.huge }
  for within, max in string.gmatch(written, '([^:,]+):([^:,]+)') do
    local limit = { withinMs = tonumber(within), max = tonumber(max) }
    limits[#limits + 1] = limit
    limits.maxWithinMs = math.max(limits.maxWithinMs, limit.withinMs)
    limits.maxMails = math.max(limits.maxMails, limit.max)
  end
  return limits
end
`,
);

/** `readMails(lines)` returns the mails of the lines as a list, with their instants as numbers. */
export const readMails: LuaFunction = luaFunction(
  'readMails',
  [readMail, corrupt],
  `
local function readMails(lines)
  local mails, from = {}, 1
  while from <= #lines do
    local mail
    mail, from = readMail(lines, from)
    if not mail then corrupt() end
    mail.at = tonumber(mail.at)
    mails[#mails + 1] = mail
  end
  return mails
end
`,
);

/** `mailLines(mails)` returns the lines of a list of mails. */
export const mailLines: LuaFunction = luaFunction(
  'mailLines',
  [text],
  `
local function mailLines(mails)
  local lines = {}
  for index, mail in ipairs(mails) do
    local written = { at = text(mail.at), by = mail.by }
    lines[index] = ${luaLine('written', formats.mail)}
  end
  return table.concat(lines)
end
`,
);

/** `isCounted(mails, attempt)`: whether this attempt has counted a mail. */
export const isCounted: LuaFunction = luaFunction(
  'isCounted',
  [],
  `
local function isCounted(mails, attempt)
  for _, mail in ipairs(mails) do
    if mail.by == attempt then return true end
  end
  return false
end
`,
);

/** `nextMailAt(mails, limits, at)` returns the first instant at which another mail may be sent. */
export const nextMailAt: LuaFunction = luaFunction(
  'nextMailAt',
  [],
  `
local function nextMailAt(mails, limits, at)
  local sentAt = {}
  for index, mail in ipairs(mails) do sentAt[index] = math.min(mail.at, at) end
  table.sort(sentAt, function(a, b) return a > b end)
  local nextAt = at
  for _, limit in ipairs(limits) do
    local oldest = sentAt[limit.max]
    if oldest then nextAt = math.max(nextAt, oldest + limit.withinMs) end
  end
  return nextAt
end
`,
);

/**
 * `seeMails(mails, at)` makes mails from the future sent now (P6), and returns whether there were
 * any.
 */
export const seeMails: LuaFunction = luaFunction(
  'seeMails',
  [],
  `
local function seeMails(mails, at)
  local isChanged = false
  for _, mail in ipairs(mails) do
    if mail.at > at then mail.at, isChanged = at, true end
  end
  return isChanged
end
`,
);

/**
 * `countOne(mails, limits, at, attempt)` adds one mail, and keeps as many as a limit ever looks at.
 */
export const countOne: LuaFunction = luaFunction(
  'countOne',
  [seeMails],
  `
local function countOne(mails, limits, at, attempt)
  seeMails(mails, at)
  table.insert(mails, 1, { at = at, by = attempt })
  while #mails > 0 and #mails > limits.maxMails do table.remove(mails) end
end
`,
);
