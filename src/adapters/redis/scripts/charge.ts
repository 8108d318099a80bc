/** The script of `charge` (P3). @module */

import { clockToleranceMs } from '../../../domain/base/instant.ts';
import { rememberedAttempts } from '../../../domain/subject/attempts.ts';
import { begin } from './lua-generation.ts';
import { readRecoveryCodes } from './lua-recovery-codes.ts';
import { hasEmail, readSubject, writeSubject } from './lua-subject.ts';
import { findTrusted, readTrusted } from './lua-trusted.ts';
import { text } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/**
 * Applies `charge` of the domain atomically.
 * - In: `attempt`, `first`, `at`, `automaticEmail`; `client`, `trustSeconds` and `trustMethods` (a
 *   letter each), empty if there are none; `disabledAt`, empty if failures never disable;
 *   `maxLock`; `locks`, each with a comma after it; `candidates`, each with a semicolon after it:
 *   scope, shape (`y`, `n` or a number of digits), and whether it counts only without a factor.
 * - Out: `charged`, `locked`, `disabled`, `malformed`, `trusted` or `not-enrolled`, with the scope,
 *   the instant of the next attempt, the subject's record afterwards, the line of the client, and
 *   the lines of the recovery codes; each is empty if it is absent.
 * - Cost: one read, one more for a client, one more for a recovery code, whose keys need not be
 *   sent otherwise; at most one write.
 */
export const chargeScript: Script<
  | 'attempt'
  | 'first'
  | 'at'
  | 'automaticEmail'
  | 'client'
  | 'trustSeconds'
  | 'trustMethods'
  | 'disabledAt'
  | 'maxLock'
  | 'locks'
  | 'candidates'
> = defineScript({
  name: 'charge 1',
  keys: ['subject', 'trusted', 'recovery'],
  args: [
    'attempt',
    'first',
    'at',
    'automaticEmail',
    'client',
    'trustSeconds',
    'trustMethods',
    'disabledAt',
    'maxLock',
    'locks',
    'candidates',
  ],
  uses: [begin, readSubject, readTrusted, findTrusted, readRecoveryCodes, writeSubject, hasEmail, text],
  body: `
local at, isAutomatic, trustSeconds = tonumber(at), automaticEmail == '1', tonumber(trustSeconds)
local disabledAt, maxLock = tonumber(disabledAt), tonumber(maxLock)
local subject = readSubject()
local trust = client ~= '' and findTrusted(readTrusted(), client)

-- If the key of the recovery codes was lost, none are left, although the record still counts them.
local left = subject.recoveryCodesLeft
local recoveryCodes = string.find(candidates, 'r,', 1, true) and readRecoveryCodes(subject)
if subject.recoveryCodesLeft ~= left then writeSubject(subject) end

local function reply(kind, scope, retryAt)
  local codes = kind == 'charged' and scope == 'r' and recoveryCodes
  return { kind, scope or '', retryAt and text(retryAt) or '', subject.record, trust and trust.line or '', codes or '' }
end

if trustSeconds and trust and string.find(trustMethods, trust.method, 1, true) then
  local factorAt = tonumber(trust.factorAt)
  local trustedUntil = math.min(factorAt + trustSeconds * 1000, tonumber(trust.diesAt))
  if factorAt - ${clockToleranceMs} <= at and at < trustedUntil then return reply('trusted') end
end

local hasNoFactor = not subject.totp and not hasEmail(subject, isAutomatic)
local function isPresent(scope, onlyWithoutFactor)
  if onlyWithoutFactor and not hasNoFactor then return false end
  if scope == 't' then return subject.totp end
  if scope == 'e' then return onlyWithoutFactor or hasEmail(subject, isAutomatic) end
  if scope == 'r' then return tonumber(subject.recoveryCodesLeft) > 0 end
  if scope == 'p' then return hasNoFactor end
  return subject.pendingTotp and at < tonumber(subject.pendingTotp.expiresAt)
end

local noAttempts = { failures = '0', lockedUntil = '0', recent = '' }
local scope, shape, isEnabled
for candidate, candidateShape, onlyWithoutFactor in string.gmatch(candidates, '(%l),([^,]*),([01]);') do
  if isPresent(candidate, onlyWithoutFactor == '1') then
    local attempts = subject.attempts[candidate] or noAttempts
    if string.find(attempts.recent .. '|', '|' .. attempt .. '|', 1, true) then return reply('charged', candidate) end
    local canBeDisabled = disabledAt and string.find('tep', candidate, 1, true)
    local isDisabled = canBeDisabled and tonumber(attempts.failures) >= disabledAt
    if not scope or (not isEnabled and not isDisabled) then
      scope, shape, isEnabled = candidate, candidateShape, not isDisabled
    end
  end
end
if not scope then return reply('not-enrolled') end
if not isEnabled then return reply('disabled', scope) end

local attempts = subject.attempts[scope] or noAttempts
local lockedUntil = tonumber(attempts.lockedUntil)
local retryAt = math.min(lockedUntil, at + maxLock)
if at < retryAt then
  if retryAt ~= lockedUntil then
    attempts.scope, attempts.lockedUntil = scope, text(retryAt)
    subject.attempts[scope] = attempts
    writeSubject(subject)
  end
  return reply('locked', scope, retryAt)
end

local typedDigits, isWellFormed = tonumber(shape), shape == 'y'
if typedDigits then
  local digits = shape
  if scope == 't' then digits = subject.totp.digits
  elseif scope == 'n' then digits = subject.pendingTotp.digits
  elseif subject.emailCode and at < tonumber(subject.emailCode.expiresAt) then digits = subject.emailCode.digits end
  isWellFormed = tonumber(digits) == typedDigits
end
if not isWellFormed then return reply('malformed', scope) end

local failures, count, lock = math.min(tonumber(attempts.failures) + 1, 9007199254740991), 0, 0
for ms in string.gmatch(locks, '([^,]*),') do
  count, lock = count + 1, tonumber(ms)
  if count == failures then break end
end
local recent = '|' .. attempt .. attempts.recent
subject.attempts[scope] = {
  scope = scope,
  failures = text(failures),
  lockedUntil = lock == 0 and '0' or text(at + lock),
  recent = string.match(recent, '^${'|[^|]*'.repeat(rememberedAttempts)}') or recent,
}
begin(subject, first)
writeSubject(subject)
return reply('charged', scope)
`,
});
