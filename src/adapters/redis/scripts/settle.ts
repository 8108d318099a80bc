/** The script of `settle`: the domain's function of that name, applied atomically (P1, P2, P9, P11). @module */

import { formatVersion } from '../formats.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaKeep, luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/** The longest that any policy lets trust last: 30 days. */
export const longestTrustMs = 2_592_000_000;

export const settleScript: Script = defineScript(
  'settle 1',
  [luaValues, luaKeep, luaSubject, luaAttempts],
  `
-- In: attempt, at, scope, enrolment id or digest, step, epoch, then client, factor at, label and the most clients, or nothing.
-- Out: settled and the recovery codes left; or spent; or superseded.
-- Cost: four reads; two writes, five with trust.
local core, code, recovery, trusted = readCore(), readCode(), readRecovery(), readTrusted()
local attempt, at, scope, proof, step = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], tonumber(ARGV[5])
local client, most = ARGV[7], tonumber(ARGV[10])
local totp = core.t and read(core.t, coreFormats.t)
local last = core.ts and read(core.ts, coreFormats.ts)
local left = recoveryLeft(recovery)

if scope == 't' and totp and totp[1] == proof and tonumber(last[1]) == step and last[2] == attempt then
  return { 'settled', text(left) }
end
if scope == 'e' and code and code[3] == proof and code[7] == attempt then return { 'settled', text(left) } end
if scope == 'r' then
  for _, other in ipairs(recovery) do
    if other[2] == proof and other[3] == attempt then return { 'settled', text(left) } end
  end
end
if epochOf(core) ~= tonumber(ARGV[6]) then return { 'superseded' } end

local fields = {}
clearFailures(core, scope, fields)
if scope == 't' then
  if not totp or totp[1] ~= proof or step <= tonumber(last[1]) then return { 'spent' } end
  fields[#fields + 1] = 'ts'
  fields[#fields + 1] = text(step) .. '|' .. attempt
elseif scope == 'e' then
  if not code or code[7] ~= '' or at >= tonumber(code[5]) or code[3] ~= proof then return { 'spent' } end
  redis.call('SET', KEYS[3], table.concat(code, '|', 1, 6) .. '|' .. attempt, 'KEEPTTL')
elseif scope == 'r' then
  local place
  for index = #recovery, 1, -1 do
    if recovery[index][2] == proof and recovery[index][3] == '' then place = index end
  end
  if not place then return { 'spent' } end
  redis.call('LSET', KEYS[5], place - 1, '${formatVersion}|' .. proof .. '|' .. attempt)
  left = left - 1
end
if #fields > 0 then redis.call('HSET', KEYS[1], unpack(fields)) end

if client ~= '' then
  local others = {}
  for _, other in ipairs(trusted) do
    if other[2] ~= client then
      local place = #others
      while place > 0 and tonumber(others[place][3]) < tonumber(other[3]) do place = place - 1 end
      table.insert(others, place + 1, other)
    end
  end
  local records = { '${formatVersion}|' .. client .. '|' .. ARGV[8] .. '|' .. ARGV[9] }
  for _, other in ipairs(others) do records[#records + 1] = other.record end
  while #records > most do table.remove(records) end
  rewrite(KEYS[6], #trusted, records)
  keep(KEYS[6], ${longestTrustMs})
end
return { 'settled', text(left) }
`,
);
