/** Lua about recovery codes. @module */

import { formats } from '../formats.ts';
import { type LuaFunction, luaFunction } from './lua-function.ts';
import { luaChecker } from './lua-lines.ts';
import { readKey, text } from './lua-values.ts';

const checkRecoveryCodes = luaChecker('checkRecoveryCodes', formats.recoveryCode);

/**
 * `readRecoveryCodes(subject)` returns the lines of all codes, and corrects how many of them the
 * subject has left. An unspent code ends with an empty field.
 */
export const readRecoveryCodes: LuaFunction = luaFunction(
  'readRecoveryCodes',
  [readKey, checkRecoveryCodes, text],
  `
local function readRecoveryCodes(subject)
  local lines = readKey(recoveryKey)
  checkRecoveryCodes(lines)
  local _, left = string.gsub(lines, '|%f[%z\\n]', '')
  subject.recoveryCodesLeft = text(left)
  return lines
end
`,
);

/** `unspentLine(digest)` returns the line of an unspent code, with its line feed. */
export const unspentLine: LuaFunction = luaFunction(
  'unspentLine',
  [],
  `
local function unspentLine(digest) return '\\n${formats.recoveryCode.start}|' .. digest .. '|' end
`,
);
