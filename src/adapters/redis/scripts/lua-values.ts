/** Lua that checks and converts single values, and reads and writes whole keys. @module */

import { keptExpiredMs } from '../../../domain/base/instant.ts';
import { type LuaFunction, luaFunction } from './lua-function.ts';

/** The longest that a key with a time to live is kept beyond its last change: 400 days. */
const maxKeptMs = 34_560_000_000;

/** `corrupt()` stops the script with the outcome `corrupt`. */
export const corrupt: LuaFunction = luaFunction(
  'corrupt',
  [],
  `
local function corrupt() error(corruptMessage, 0) end
`,
);

/** `number(digits)` converts without loss, or stops the script. The comparisons also refuse NaN. */
export const number: LuaFunction = luaFunction(
  'number',
  [corrupt],
  `
local function number(digits)
  local value = tonumber(digits)
  if not (value and value >= -9007199254740991 and value <= 9007199254740991) then corrupt() end
  return value
end
`,
);

/** `text(number)` writes a number such that it reads back as the same number. */
export const text: LuaFunction = luaFunction(
  'text',
  [],
  `
local function text(number) return string.format('%.17g', number) end
`,
);

/**
 * `checkEscapes(lines)` stops the script unless each `%` is a whole field, which is an empty text,
 * or begins an escape of four hexadecimal digits.
 */
export const checkEscapes: LuaFunction = luaFunction(
  'checkEscapes',
  [corrupt],
  `
local function checkEscapes(lines)
  if not string.find(lines, '%', 1, true) then return end
  local rest = string.gsub(string.gsub(lines, '|%%%f[|\\n%z]', '|'), '%%%x%x%x%x', '')
  if string.find(rest, '%', 1, true) then corrupt() end
end
`,
);

/**
 * `checkTexts(texts)` checks the last field of a format that ends in a list: a `|` before each
 * text.
 */
export const checkTexts: LuaFunction = luaFunction(
  'checkTexts',
  [corrupt],
  `
local function checkTexts(texts)
  if texts == '' then return end
  if not string.find(texts, '^|.*[^|]$') or string.find(texts, '||', 1, true) then corrupt() end
end
`,
);

/** `readKey(key)` returns the lines of a key, or an empty text if there is no such key. */
export const readKey: LuaFunction = luaFunction(
  'readKey',
  [corrupt, checkEscapes],
  `
local function readKey(key)
  local lines = redis.call('GET', key)
  if not lines then return '' end
  if lines == '' then corrupt() end
  checkEscapes(lines)
  return lines
end
`,
);

/** `writeKey(key, lines)` writes lines for good. */
export const writeKey: LuaFunction = luaFunction(
  'writeKey',
  [],
  `
local function writeKey(key, lines)
  if lines == '' then redis.call('DEL', key) else redis.call('SET', key, lines) end
end
`,
);

/**
 * `writeExpiring(key, lines, ms)` writes lines with a time to live, which only collects garbage:
 * `at` decides whether something has expired.
 */
export const writeExpiring: LuaFunction = luaFunction(
  'writeExpiring',
  [],
  `
local function writeExpiring(key, lines, ms)
  local kept = math.min(math.max(0, ms), ${maxKeptMs}) + ${keptExpiredMs}
  redis.call('SET', key, lines, 'PX', string.format('%.0f', kept))
end
`,
);
