/** Lua about trusted clients. @module */

import { formats } from '../formats.ts';
import { type LuaFunction, luaFunction } from './lua-function.ts';
import { luaChecker, luaReader } from './lua-lines.ts';
import { corrupt, readKey } from './lua-values.ts';

const checkTrusted = luaChecker('checkTrusted', formats.trustedClient);
const readTrustedClient = luaReader('readTrustedClient', formats.trustedClient);

/** `readTrusted()` returns the lines of all trusted clients. */
export const readTrusted: LuaFunction = luaFunction(
  'readTrusted',
  [readKey, checkTrusted],
  `
local function readTrusted()
  local lines = readKey(trustedKey)
  checkTrusted(lines)
  return lines
end
`,
);

/** `findTrusted(lines, client)` returns the fields of one client and its `line`, or `nil`. */
export const findTrusted: LuaFunction = luaFunction(
  'findTrusted',
  [readTrustedClient],
  `
local function findTrusted(lines, client)
  local from = string.find(lines, '\\n${formats.trustedClient.start}|' .. client .. '|', 1, true)
  if not from then return nil end
  local trusted, after = readTrustedClient(lines, from)
  trusted.line = string.sub(lines, from + 1, after - 1)
  return trusted
end
`,
);

/** `trustedClients(lines)` returns the fields of every client as a list. */
export const trustedClients: LuaFunction = luaFunction(
  'trustedClients',
  [readTrustedClient, corrupt],
  `
local function trustedClients(lines)
  local clients, from = {}, 1
  while from <= #lines do
    local client
    client, from = readTrustedClient(lines, from)
    if not client then corrupt() end
    clients[#clients + 1] = client
  end
  return clients
end
`,
);
