/** Lua about recovery codes; how many are left stands in the subject's record, so that a decision need not read them. @module */

import { formatVersion, formats } from '../formats.ts';
import { listing } from './lua-pattern.ts';

/**
 * `readRecovery()`: the lines of all codes. `recoveryLines(first)`: those of unused codes, whose digests are `ARGV[first]` and on.
 */
export const luaRecovery: string = `
local function readRecovery() return readLines(KEYS.r, ${listing(formats.recoveryCode)}) end

local function recoveryLines(first)
  local lines = {}
  for index = first, #ARGV do lines[#lines + 1] = '\\n${formatVersion}|' .. ARGV[index] .. '|' end
  return table.concat(lines)
end
`;
