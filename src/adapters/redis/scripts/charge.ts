/** The script of `charge`: the domain's function of that name, applied atomically (P3). @module */

import { clockToleranceMs } from '../../../domain/base/instant.ts';
import { rememberedAttempts } from '../../../domain/subject/attempts.ts';
import { formats } from '../formats.ts';
import { reading, splitting } from './lua-pattern.ts';
import { luaRecovery } from './lua-recovery.ts';
import { luaSubject } from './lua-subject.ts';
import { luaTrusted } from './lua-trusted.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const chargeScript: Script = defineScript(
  'charge 1',
  [luaValues, luaSubject, luaRecovery, luaTrusted],
  `
-- In: as one text: attempt, at, automatic email, client, trust seconds, disabled at, the longest lock, the locks with a comma after
--     each, and the candidates: scope, whether it fits (y, n, or a number of digits), whether it is only for a first factor.
-- Out: word, scope, retry at, the record of the subject afterwards, trust of the client, the recovery codes.
-- Cost: one read, one more for a client, one more for a recovery code, whose keys may be left out else; at most one write.
local attempt, at, automatic, client, trustSeconds, disabledAt, longest, locks, candidates =
  string.match(ARGV[1], ${splitting(9)})
local subject, trust = readSubject(), client ~= '' and findTrusted(readTrusted(), client)
at, automatic, trustSeconds, disabledAt = tonumber(at), automatic == '1', tonumber(trustSeconds), tonumber(disabledAt)

-- A subject whose codes were lost has none, whatever its record says.
local counted = subject.recoveryLeft
local recovery = string.find(candidates, 'r,', 1, true) and readRecovery(subject)
if counted ~= subject.recoveryLeft then writeSubject(subject) end

local function reply(word, scope, retryAt, codes)
  return { word, scope or '', retryAt and text(retryAt) or '', subject.record, trust or '', codes or '' }
end

if trustSeconds and trust then
  local factorAt = number(read(trust, ${reading(formats.trusted)})[3])
  if factorAt - ${clockToleranceMs} <= at and at < factorAt + trustSeconds * 1000 then return reply('trusted') end
end

local noFactor = not subject.totp and not hasEmail(subject, automatic)
local function isPresent(scope, firstFactor)
  if firstFactor and not noFactor then return false end
  if scope == 't' then return subject.totp end
  if scope == 'e' then return firstFactor or hasEmail(subject, automatic) end
  if scope == 'r' then return number(subject.recoveryLeft) > 0 end
  if scope == 'p' then return noFactor end
  return subject.pending and at < number(subject.pending.expiresAt)
end

local unused = { failures = '0', lockedUntil = '0', tail = '' }
local scope, fits, enabled
for candidate, fitting, firstFactor in string.gmatch(candidates, '(%l),([^,]*),([01]);') do
  if isPresent(candidate, firstFactor == '1') then
    local attempts = subject.attempts[candidate] or unused
    if string.find(attempts.tail .. '|', '|' .. attempt .. '|', 1, true) then
      return reply('charged', candidate, nil, candidate == 'r' and recovery)
    end
    local disables = disabledAt and (candidate == 't' or candidate == 'e')
    local disabled = disables and number(attempts.failures) >= disabledAt
    if not scope or (not enabled and not disabled) then scope, fits, enabled = candidate, fitting, not disabled end
  end
end
if not scope then return reply('not-enrolled') end
if not enabled then return reply('disabled', scope) end

local attempts = subject.attempts[scope] or unused
local lockedUntil = number(attempts.lockedUntil)
local retryAt = math.min(lockedUntil, at + tonumber(longest))
if at < retryAt then
  if retryAt ~= lockedUntil then
    attempts.lockedUntil = text(retryAt)
    subject.attempts[scope] = attempts
    writeSubject(subject)
  end
  return reply('locked', scope, retryAt)
end

local matches = fits == 'y'
if tonumber(fits) then
  local digits
  if scope == 't' then digits = subject.totp.digits
  elseif scope == 'e' then digits = subject.code and at < number(subject.code.expiresAt) and subject.code.digits or fits
  elseif scope == 'n' then digits = subject.pending.digits end
  matches = tonumber(digits) == tonumber(fits)
end
if not matches then return reply('malformed', scope) end

local failures, count, lock = math.min(number(attempts.failures) + 1, 9007199254740991), 0, 0
for ms in string.gmatch(locks, '([^,]*),') do
  count, lock = count + 1, tonumber(ms)
  if count == failures then break end
end
local tail = '|' .. attempt .. attempts.tail
subject.attempts[scope] = {
  failures = text(failures),
  lockedUntil = lock == 0 and '0' or text(at + lock),
  tail = string.match(tail, '^${'|[^|]*'.repeat(rememberedAttempts)}') or tail,
}
writeSubject(subject)
return reply('charged', scope, nil, scope == 'r' and recovery)
`,
);
