/** Lua about recovery codes; how many are left stands in the subject's record, so that a decision need not read them. @module */

import { formatVersion, formats } from '../formats.ts';
import { listing } from './lua-pattern.ts';

/**
 * `readRecovery(subject)`: the lines of all codes; how many are left of them is what the subject has from then on. `recoveryLines(first)`: those of unused codes, whose digests are `ARGV[first]` and on.
 */
export const luaRecovery: string = `
-- A code that is not used up ends with nothing in its last field.
local function readRecovery(subject)
  local lines = readLines(KEYS.r, ${listing(formats.recoveryCode)})
  local _, left = string.gsub(lines, '|%f[%z\\n]', '')
  subject.recoveryLeft = text(left)
  return lines
end

local function recoveryLines(first)
  local lines = {}
  for index = first, #ARGV do lines[#lines + 1] = '\\n${formatVersion}|' .. ARGV[index] .. '|' end
  return table.concat(lines)
end
`;
