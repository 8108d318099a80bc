/** Lua about the access tokens of one subject (P14). @module */

import { formats } from '../formats.ts';
import { type LuaFunction, luaFunction } from './lua-function.ts';
import { luaLine, luaValueReader } from './lua-lines.ts';
import { corrupt, number, text } from './lua-values.ts';

const readTokenFields = luaValueReader('readTokenFields', formats.accessToken);

/**
 * `readTokenLine(line)` returns the fields of a token and its `line`. A token that is for
 * everything and yet has scopes contradicts itself.
 */
export const readTokenLine: LuaFunction = luaFunction(
  'readTokenLine',
  [readTokenFields, corrupt],
  `
local function readTokenLine(line)
  local token = readTokenFields(line)
  if token.isScoped == '0' and token.scopes ~= '' then corrupt() end
  return token
end
`,
);

/** `readToken(id)` returns the fields of a token with its last use as `usedAt`, or `nil`. */
export const readToken: LuaFunction = luaFunction(
  'readToken',
  [readTokenLine, number],
  `
local function readToken(id)
  local line, usedAt = redis.call('HGET', tokensKey, id), redis.call('HGET', tokenUsesKey, id)
  local token = line and readTokenLine(line)
  if usedAt then number(usedAt) end
  if not token then return nil end
  token.usedAt = usedAt or ''
  return token
end
`,
);

/** `readTokens()` returns every token by its id, as `readToken` does. */
export const readTokens: LuaFunction = luaFunction(
  'readTokens',
  [readTokenLine, number],
  `
local function readTokens()
  local lines, uses, tokens = redis.call('HGETALL', tokensKey), redis.call('HGETALL', tokenUsesKey), {}
  for index = 1, #lines, 2 do
    local token = readTokenLine(lines[index + 1])
    token.usedAt = ''
    tokens[lines[index]] = token
  end
  for index = 1, #uses, 2 do
    number(uses[index + 1])
    local token = tokens[uses[index]]
    if token then token.usedAt = uses[index + 1] end
  end
  return tokens
end
`,
);

/** `removeToken(id)` removes a token and its last use. */
export const removeToken: LuaFunction = luaFunction(
  'removeToken',
  [],
  `
local function removeToken(id)
  redis.call('HDEL', tokensKey, id)
  redis.call('HDEL', tokenUsesKey, id)
end
`,
);

/**
 * `putToken(tokens, id, token, usedAt)` writes a token. A known one keeps its position, a new one
 * comes last.
 */
export const putToken: LuaFunction = luaFunction(
  'putToken',
  [text],
  `
local function putToken(tokens, id, token, usedAt)
  local position = 1
  for _, other in pairs(tokens) do position = math.max(position, tonumber(other.position) + 1) end
  token.position = tokens[id] and tokens[id].position or text(position)
  redis.call('HSET', tokensKey, id, string.sub(${luaLine('token', formats.accessToken)}, 2))
  if usedAt == '' then redis.call('HDEL', tokenUsesKey, id) else redis.call('HSET', tokenUsesKey, id, usedAt) end
end
`,
);
