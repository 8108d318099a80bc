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
 * `giveBack(subject, scope, attempt)` takes one charge back, and says whether it was still counted:
 * the latest charges are, as many as there are failures.
 */
export const giveBack: LuaFunction = luaFunction(
  'giveBack',
  [text],
  `
local function giveBack(subject, scope, attempt)
  local attempts = subject.attempts[scope]
  if not attempts then return false end
  local from, to = string.find(attempts.recent .. '|', '|' .. attempt .. '|', 1, true)
  if not from then return false end
  local _, before = string.gsub(string.sub(attempts.recent, 1, from - 1), '|', '')
  local failures = tonumber(attempts.failures)
  if before >= failures then return false end
  attempts.failures = text(failures - 1)
  if before == 0 then attempts.lockedUntil = '0' end
  attempts.recent = string.sub(attempts.recent, 1, from - 1) .. string.sub(attempts.recent, to)
  return true
end
`,
);
