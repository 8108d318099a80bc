/** The script of `settle`: the domain's function of that name, applied atomically (P1, P2, P9, P11). @module */

import { formatVersion, formats } from '../formats.ts';
import { reading } from './lua-pattern.ts';
import { luaAttempts, luaSubject } from './lua-subject.ts';
import { luaKeep, luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/** The longest that any policy lets trust last: 30 days. */
export const longestTrustMs = 2_592_000_000;

export const settleScript: Script = defineScript(
  'settle 1',
  [luaValues, luaKeep, luaAttempts, luaSubject],
  `
-- In: attempt, at, scope, enrolment id or digest, step, epoch, then client, factor at, label and the most clients, or nothing.
-- Out: settled and the recovery codes left; or spent; or superseded.
-- Cost: six reads; two writes, three with trust.
local core, code, trusted, attempts = readCore(), readCode(), readTrusted(), readAttempts()
local recovery, left = readRecovery()
local attempt, at, scope, proof, step = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], tonumber(ARGV[5])
local client, most = ARGV[7], tonumber(ARGV[10])
local totp = scope == 't' and core.t and read(core.t, ${reading(formats.totp)})
local last = totp and read(core.ts, ${reading(formats.lastStep)})
local line = '\\n${formatVersion}|' .. proof .. '|'

local repeated
if scope == 't' then
  repeated = totp and totp[1] == proof and number(last[1]) == step and last[2] == attempt
elseif scope == 'e' then repeated = code and code[3] == proof and code[7] == attempt
elseif scope == 'r' then repeated = string.find(recovery .. '\\n', line .. attempt .. '\\n', 1, true) end
if repeated then return { 'settled', text(left) } end
if epochOf(core) ~= tonumber(ARGV[6]) then return { 'superseded' } end

if scope == 't' then
  if not totp or totp[1] ~= proof or step <= number(last[1]) then return { 'spent' } end
  redis.call('HSET', KEYS.s, 'ts', text(step) .. '|' .. attempt)
elseif scope == 'e' then
  if not code or code[7] ~= '' or at >= number(code[5]) or code[3] ~= proof then return { 'spent' } end
  redis.call('SET', KEYS.o, table.concat(code, '|', 1, 6) .. '|' .. attempt, 'KEEPTTL')
elseif scope == 'r' then
  local from = string.find(recovery .. '\\n', line .. '\\n', 1, true)
  if not from then return { 'spent' } end
  local last = from + #line - 1
  redis.call('SET', KEYS.r, string.sub(recovery, 1, last) .. attempt .. string.sub(recovery, last + 1))
  left = left - 1
end
clearFailures(attempts, scope)

if client ~= '' then
  local others = {}
  for record in string.gmatch(trusted, '[^\\n]+') do
    local other = read(record, ${reading(formats.trusted)})
    if other[2] ~= client then
      local place, factorAt = #others, number(other[3])
      while place > 0 and tonumber(others[place][3]) < factorAt do place = place - 1 end
      table.insert(others, place + 1, other)
    end
  end
  local records = { '${formatVersion}|' .. client .. '|' .. ARGV[8] .. '|' .. ARGV[9] }
  for _, other in ipairs(others) do records[#records + 1] = other.record end
  while #records > most do table.remove(records) end
  if #records == 0 then redis.call('DEL', KEYS.c)
  else keep(KEYS.c, '\\n' .. table.concat(records, '\\n'), ${longestTrustMs}) end
end
return { 'settled', text(left) }
`,
);
