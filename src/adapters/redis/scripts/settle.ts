/** The script of `settle`: the domain's function of that name, applied atomically (P1, P2, P9, P11). @module */

import { maxTrustSeconds } from '../../../domain/policy/policy-settings.ts';
import { formatVersion, formats } from '../formats.ts';
import { reading, splitting } from './lua-pattern.ts';
import { luaRecovery } from './lua-recovery.ts';
import { luaSubject } from './lua-subject.ts';
import { luaTrusted } from './lua-trusted.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const settleScript: Script = defineScript(
  'settle 1',
  [luaValues, luaSubject, luaRecovery, luaTrusted],
  `
-- In: as one text: attempt, at, scope, enrollment id or digest, step, generation, then client, factor at, label and the most clients, or
--     nothing.
-- Out: settled and the recovery codes left; or spent; or superseded.
-- Cost: one read, one more for trust, one more for a recovery code, whose keys may be left out else; of each that was read, at most one write.
local attempt, at, scope, proof, step, generation, client, factorAt, label, most = string.match(ARGV[1], ${splitting(10)})
local subject, line = readSubject(), '\\n${formatVersion}|' .. proof .. '|'
local recovery, trusted = scope == 'r' and readRecovery(subject), client ~= '' and readTrusted()
local totp, code, lastStep = scope == 't' and subject.totp, scope == 'e' and subject.code, nil
if totp then step, lastStep = tonumber(step), number(totp.lastStep) end

local repeated
if totp then repeated = totp.id == proof and lastStep == step and totp.spentBy == attempt
elseif code then repeated = code.digest == proof and code.spentBy == attempt
elseif recovery then repeated = string.find(recovery .. '\\n', line .. attempt .. '\\n', 1, true) end
if repeated then return { 'settled', subject.recoveryLeft } end
if number(subject.generation) ~= tonumber(generation) then return { 'superseded' } end

if scope == 't' then
  if not totp or totp.id ~= proof or step <= lastStep then return { 'spent' } end
  totp.lastStep, totp.spentBy = text(step), attempt
elseif scope == 'e' then
  local live = code and code.spentBy == '' and tonumber(at) < number(code.expiresAt)
  if not live or code.digest ~= proof then return { 'spent' } end
  code.spentBy = attempt
elseif scope == 'r' then
  local from = string.find(recovery .. '\\n', line .. '\\n', 1, true)
  if not from then return { 'spent' } end
  local last = from + #line - 1
  recovery = string.sub(recovery, 1, last) .. attempt .. string.sub(recovery, last + 1)
  subject.recoveryLeft = text(math.max(0, number(subject.recoveryLeft) - 1))
end
local others = {}
for record in string.gmatch(trusted or '', '[^\\n]+') do
  local other = read(record, ${reading(formats.trusted)})
  if other[2] ~= client then
    local place, since = #others, number(other[3])
    while place > 0 and tonumber(others[place][3]) < since do place = place - 1 end
    table.insert(others, place + 1, other)
  end
end

clearFailures(subject, scope)
writeSubject(subject)
if recovery then redis.call('SET', KEYS.r, recovery) end
if trusted then
  local records = { '${formatVersion}|' .. client .. '|' .. factorAt .. '|' .. label }
  for _, other in ipairs(others) do records[#records + 1] = other.record end
  while #records > 0 and #records > tonumber(most) do table.remove(records) end
  if #records == 0 then redis.call('DEL', KEYS.c)
  else keep(KEYS.c, '\\n' .. table.concat(records, '\\n'), ${maxTrustSeconds * 1000}) end
end
return { 'settled', subject.recoveryLeft }
`,
);
