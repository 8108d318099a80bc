/** Lua that reads and writes fields: the formats that `formats.ts` says, and the one place that judges what stands in them. @module */

import { emptyText, formatVersion, lineLetters } from '../formats.ts';

/** Garbage is collected this much later than it could be, so that no clock's error opens anything: one hour. */
const slackMs = 3_600_000;

/** The longest that any record is kept beyond its last change where it is kept for a time at all: 400 days. */
const longestMs = 34_560_000_000;

/**
 * `read(record, pattern, format)` answers the fields or stops the script, `check` does without the fields; `checkLines` checks
 * records that are kept together, `readLines` answers them as the text that they are, `writeLines` writes them;
 * `number(digits)` and `text(number)` convert without loss; `keep(key, record, ms)` writes with a time to live, which only
 * collects garbage: whether a record has expired is judged by `at`.
 */
export const luaValues: string = `
local CORRUPT = 'second-factor: a stored record cannot be read'
local function corrupt() error(CORRUPT, 0) end

-- Field by field: escapes, fractions, and the judgement of what is no record at all.
local function readSlowly(record, format)
  local function isText(value)
    if value == '' or string.find(value, '[^ -~]') then return false end
    return value == '${emptyText}' or not string.find((string.gsub(value, '%%%x%x%x%x', '')), '%%')
  end
  local function isInstant(value)
    if #value > 32 then return false end
    local form = string.find(value, '^%-?%d+%.?%d*$') or string.find(value, '^%-?%d+%.?%d*e[+-]?%d+$')
    return form and math.abs(tonumber(value)) <= 9007199254740991
  end
  local kinds = {
    v = function(value) return value == '${formatVersion}' end,
    t = isText,
    T = function(value) return value == '' or isText(value) end,
    n = function(value)
      return string.find(value, '^%d+$') and #value <= 16 and tonumber(value) <= 9007199254740991
    end,
    i = isInstant,
    I = function(value) return value == '' or isInstant(value) end,
    a = function(value) return string.find(value, '^[125]$') end,
    p = function(value) return string.find(value, '^[cf]$') end,
    s = function(value) return string.find(value, '^[terpn]$') end,
    f = function(value) return string.find(value, '^[01]$') end,
  }
  for letter in string.gmatch('${lineLetters}', '.') do kinds[letter] = function(value) return value == letter end end
  local fields = {}
  for field in string.gmatch(record .. '|', '([^|]*)|') do fields[#fields + 1] = field end
  local fixed, open = #format, string.sub(format, -1) == '*'
  if open then fixed = fixed - 1 end
  if #fields < fixed or (#fields > fixed and not open) then corrupt() end
  for index, field in ipairs(fields) do
    local kind = index <= fixed and string.sub(format, index, index) or 't'
    if not kinds[kind](field) then corrupt() end
  end
  return fields
end

local function check(record, pattern, format)
  if not string.find(record, pattern) then readSlowly(record, format) end
end

local function read(record, pattern, format)
  local fields = { string.match(record, pattern) }
  if not fields[1] then fields = readSlowly(record, format) end
  fields.record = record
  return fields
end

-- Records that are lines, each with a line feed before it; one replacement judges all of them, unless a number may be too long.
local function areLines(lines, line)
  return lines == '' or (string.gsub(lines, line, '') == '' and not string.find(lines, '${'%d'.repeat(16)}'))
end

local function checkLines(lines, line, format)
  if areLines(lines, line) then return end
  if string.sub(lines, 1, 1) ~= '\\n' then corrupt() end
  for record in string.gmatch(lines, '\\n([^\\n]*)') do readSlowly(record, format) end
end

local function readLines(key, line, format)
  local lines = redis.call('GET', key)
  if lines == '' then corrupt() end
  checkLines(lines or '', line, format)
  return lines or ''
end

local function writeLines(key, lines)
  if lines == '' then redis.call('DEL', key) else redis.call('SET', key, lines) end
end

local function number(digits)
  local value = tonumber(digits)
  if not value or value > 9007199254740991 or value < -9007199254740991 then corrupt() end
  return value
end

local function text(number) return string.format('%.17g', number) end

local function keep(key, record, ms)
  local bounded = math.min(math.max(0, ms), ${longestMs}) + ${slackMs}
  redis.call('SET', key, record, 'PX', string.format('%.0f', bounded))
end
`;
