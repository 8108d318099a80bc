/** Lua about the access tokens of one subject (P14). @module */

import { formatVersion, formats } from '../formats.ts';
import { checking } from './lua-pattern.ts';

/**
 * `readToken(id)`: one token, its last use beside it. `readTokens()`: every token by its id. `putToken(tokens, id, rest, used)`: a token
 * keeps its place in the list, a new one comes last, so the second field of its record is a running number that the script gives.
 */
export const luaTokens: string = `
local function readFields(record)
  local fields = readSlowly(record, '${formats.token}')
  fields.record = record
  return fields
end

local function readToken(id)
  local record, used = redis.call('HGET', KEYS.p, id), redis.call('HGET', KEYS.pu, id)
  local token = record and readFields(record)
  if used then check(used, ${checking(formats.tokenUse)}) end
  if token then token.used = used or nil end
  return token
end

local function readTokens()
  local records, uses, tokens = redis.call('HGETALL', KEYS.p), redis.call('HGETALL', KEYS.pu), {}
  for index = 1, #records, 2 do tokens[records[index]] = readFields(records[index + 1]) end
  for index = 1, #uses, 2 do
    check(uses[index + 1], ${checking(formats.tokenUse)})
    if tokens[uses[index]] then tokens[uses[index]].used = uses[index + 1] end
  end
  return tokens
end

local function removeToken(id)
  redis.call('HDEL', KEYS.p, id)
  redis.call('HDEL', KEYS.pu, id)
end

local function putToken(tokens, id, rest, used)
  local place = 1
  for _, token in pairs(tokens) do place = math.max(place, tonumber(token[2]) + 1) end
  if tokens[id] then place = tonumber(tokens[id][2]) end
  redis.call('HSET', KEYS.p, id, '${formatVersion}|' .. text(place) .. '|' .. rest)
  if used == '' then redis.call('HDEL', KEYS.pu, id) else redis.call('HSET', KEYS.pu, id, used) end
end
`;
