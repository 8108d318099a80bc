/** Lua that reads and writes fields: the same formats as `formats.ts` says, as strictly as `stored-text.ts` does. @module */

import { emptyText, formatVersion } from '../formats.ts';

/** `read(text, format)` answers the fields or stops the script; `text(number)` writes a number without loss. */
export const luaValues: string = `
local CORRUPT = 'second-factor: a stored record cannot be read'
local function corrupt() error(CORRUPT, 0) end

local function isText(value)
  if string.find(value, '^[%w_-]+$') then return true end
  if value == '' or string.find(value, '[^ -~]') then return false end
  return value == '${emptyText}' or not string.find((string.gsub(value, '%%%x%x%x%x', '')), '%%')
end

local function isInstant(value)
  if string.find(value, '^%d+$') and #value < 16 then return true end
  if not string.find(value, '^%-?%d+%.?%d*$') and not string.find(value, '^%-?%d+%.?%d*e[+-]?%d+$') then
    return false
  end
  return math.abs(tonumber(value)) < math.huge
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
  a = function(value) return value == '1' or value == '256' or value == '512' end,
  p = function(value) return value == 'c' or value == 'f' end,
  f = function(value) return value == '0' or value == '1' end,
  c = function(value) return string.find(value, '^[0-7]$') end,
}

local function read(record, format)
  local fields, count = {}, 0
  for field in string.gmatch(record .. '|', '([^|]*)|') do
    count = count + 1
    fields[count] = field
  end
  local fixed, open = #format, string.sub(format, -1) == '*'
  if open then fixed = fixed - 1 end
  if count < fixed or (count > fixed and not open) then corrupt() end
  for index = 1, count do
    local kind = index <= fixed and string.sub(format, index, index) or 't'
    if not kinds[kind](fields[index]) then corrupt() end
  end
  fields.record = record
  return fields
end

local function text(number) return string.format('%.17g', number) end

local function readString(key, format)
  local record = redis.call('GET', key)
  return record and read(record, format)
end

local function readList(key, format)
  local list = redis.call('LRANGE', key, 0, -1)
  for index = 1, #list do list[index] = read(list[index], format) end
  return list
end

-- Replaces a list of so many records: what Redis refuses when memory is out comes first.
local function rewrite(key, before, records)
  if #records == 0 then redis.call('DEL', key) return end
  for first = 1, #records, 1000 do
    redis.call('RPUSH', key, unpack(records, first, math.min(first + 999, #records)))
  end
  if before > 0 then redis.call('LTRIM', key, before, -1) end
end
`;

/** Garbage is collected this much later than it could be, so that no clock's error opens anything: one hour. */
export const slackMs = 3_600_000;

/** The longest that any record is kept beyond its last change where it is kept for a time at all: 400 days. */
export const longestMs = 34_560_000_000;

/** `keep(key, ms)`: a time to live, which only collects garbage; whether a record has expired is judged by \`at\`. */
export const luaKeep: string = `
local function keep(key, ms)
  local bounded = math.min(math.max(0, ms), ${longestMs}) + ${slackMs}
  redis.call('PEXPIRE', key, string.format('%.0f', bounded))
end
`;
