/** Lua about trusted clients. @module */

import { keptExpiredMs } from '../../../domain/base/instant.ts';
import { formats } from '../formats.ts';
import { type LuaFunction, luaFunction } from './lua-function.ts';
import { luaChecker, luaLine, luaReader } from './lua-lines.ts';
import { corrupt, readKey, writeExpiring } from './lua-values.ts';

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
const trustedClients: LuaFunction = luaFunction(
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

/**
 * `addTrusted(lines, granted, maxClients, at)` writes the lines with that of the granted client. It
 * comes first, then the others from the latest factor to the oldest; those that died an hour ago
 * go.
 */
export const addTrusted: LuaFunction = luaFunction(
  'addTrusted',
  [trustedClients, writeExpiring],
  `
local function addTrusted(lines, granted, maxClients, at)
  local clients = trustedClients('\\n' .. granted)
  for _, other in ipairs(trustedClients(lines)) do
    if other.client ~= clients[1].client and at < tonumber(other.diesAt) + ${keptExpiredMs} then
      local place = #clients
      while place > 1 and tonumber(clients[place].factorAt) < tonumber(other.factorAt) do place = place - 1 end
      table.insert(clients, place + 1, other)
    end
  end
  while #clients > 0 and #clients > maxClients do table.remove(clients) end
  if #clients == 0 then redis.call('DEL', trustedKey) return end
  local lastDiesAt = at
  for index, other in ipairs(clients) do
    lastDiesAt = math.max(lastDiesAt, tonumber(other.diesAt))
    clients[index] = ${luaLine('other', formats.trustedClient)}
  end
  writeExpiring(trustedKey, table.concat(clients), lastDiesAt - at)
end
`,
);
