/** Lua that changes of factor, recovery codes and account share: each voids all trust and raises the epoch (P11). @module */

import { emptyText, formatVersion } from '../formats.ts';

/**
 * `isRepeated(core, attempt)`: this very call raised the epoch last. `raise(subject, attempt, fields)`: raises it, sets further fields
 * of the core record in the same step, voids trust, ends a pending enrolment, and takes back a code that was for a first factor.
 */
export const luaChanges: string = `
local function isRepeated(core, attempt) return (core.b or '${emptyText}') == attempt end

local function raise(subject, attempt, fields)
  redis.call(
    'HSET', KEYS.s, 'v', '${formatVersion}', 'e', text(epochOf(subject.core) + 1), 'b', attempt, unpack(fields)
  )
  redis.call('DEL', KEYS.tp, KEYS.c)
  if subject.code and subject.code[2] == 'f' then redis.call('DEL', KEYS.o) end
end

-- The digests from ARGV[first] on, as unused recovery codes.
local function recoveryLines(first)
  local lines = {}
  for index = first, #ARGV do lines[#lines + 1] = '\\n${formatVersion}|' .. ARGV[index] .. '|' end
  return table.concat(lines)
end
`;
