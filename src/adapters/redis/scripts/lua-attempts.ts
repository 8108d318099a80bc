/** Lua about the failures of one scope. @module */

import { type LuaFunction, luaFunction } from './lua-function.ts';
import { text } from './lua-values.ts';

/**
 * `clearFailures(subject, scope)` clears failures and lock. The attempts charged there stay known.
 */
export const clearFailures: LuaFunction = luaFunction(
  'clearFailures',
  [],
  `
local function clearFailures(subject, scope)
  local attempts = subject.attempts[scope]
  if attempts then attempts.failures, attempts.lockedUntil = '0', '0' end
end
`,
);

/**
 * `findCounted(subject, scope, attempt)` finds a charge that is still counted: the latest are, as
 * many as there are failures. Returns where it stands, and how many are later; or nothing.
 */
export const findCounted: LuaFunction = luaFunction(
  'findCounted',
  [],
  `
local function findCounted(subject, scope, attempt)
  local attempts = subject.attempts[scope]
  if not attempts then return end
  local from, to = string.find(attempts.recent .. '|', '|' .. attempt .. '|', 1, true)
  if not from then return end
  local _, before = string.gsub(string.sub(attempts.recent, 1, from - 1), '|', '')
  if before < tonumber(attempts.failures) then return from, to, before end
end
`,
);

/** `giveBack(subject, scope, attempt)` takes one charge back, and says whether it was counted. */
export const giveBack: LuaFunction = luaFunction(
  'giveBack',
  [text, findCounted],
  `
local function giveBack(subject, scope, attempt)
  local from, to, before = findCounted(subject, scope, attempt)
  if not from then return false end
  local attempts = subject.attempts[scope]
  attempts.failures = text(tonumber(attempts.failures) - 1)
  if before == 0 then attempts.lockedUntil = '0' end
  attempts.recent = string.sub(attempts.recent, 1, from - 1) .. string.sub(attempts.recent, to)
  return true
end
`,
);
