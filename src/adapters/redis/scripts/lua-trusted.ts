/** Lua about trusted clients. @module */

import { formatVersion, formats } from '../formats.ts';
import { listing } from './lua-pattern.ts';

/** `readTrusted()`: their lines. `findTrusted(trusted, client)`: the record of one. */
export const luaTrusted: string = `
local function readTrusted() return readLines(KEYS.c, ${listing(formats.trusted)}) end

local function findTrusted(trusted, client)
  local from = string.find(trusted, '\\n${formatVersion}|' .. client .. '|', 1, true)
  return from and string.match(trusted, '[^\\n]+', from)
end
`;
