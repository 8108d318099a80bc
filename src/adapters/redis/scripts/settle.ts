/** The script of `settle` (P1, P2, P9, P11). @module */

import { clearFailures, findCounted, giveBack } from './lua-attempts.ts';
import { readRecoveryCodes, unspentLine } from './lua-recovery-codes.ts';
import { readSubject, writeSubject } from './lua-subject.ts';
import { addTrusted, readTrusted } from './lua-trusted.ts';
import { text } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/**
 * Applies `settle` of the domain atomically.
 * - In: `attempt`, `at`, `scope`; `matched`, the id of the enrollment or the digest of the code;
 *   `step` of an authenticator; `generation`; the line of the client to trust (`granted`, may be
 *   empty) and `maxClients`.
 * - Out: `settled` with the number of recovery codes left; `spent`, with the charge given back; or
 *   `superseded`.
 * - Cost: one read, one more for trust, one more for a recovery code, whose keys need not be sent
 *   otherwise; at most one write of each key that was read.
 */
export const settleScript: Script<
  'attempt' | 'at' | 'scope' | 'matched' | 'step' | 'generation' | 'granted' | 'maxClients'
> = defineScript({
  name: 'settle 1',
  keys: ['subject', 'trusted', 'recovery'],
  args: ['attempt', 'at', 'scope', 'matched', 'step', 'generation', 'granted', 'maxClients'],
  uses: [
    readSubject,
    readRecoveryCodes,
    readTrusted,
    unspentLine,
    text,
    addTrusted,
    clearFailures,
    findCounted,
    giveBack,
    writeSubject,
  ],
  body: `
local at, step, maxClients = tonumber(at), tonumber(step), tonumber(maxClients)
local subject = readSubject()
local recoveryCodes, trusted = scope == 'r' and readRecoveryCodes(subject), granted ~= '' and readTrusted()
local totp, code = scope == 't' and subject.totp, scope == 'e' and subject.emailCode
local unspent = unspentLine(matched)

local isRepeated
if totp then isRepeated = totp.id == matched and tonumber(totp.lastStep) == step and totp.spentBy == attempt
elseif code then isRepeated = code.digest == matched and code.spentBy == attempt
elseif recoveryCodes then isRepeated = string.find(recoveryCodes .. '\\n', unspent .. attempt .. '\\n', 1, true) end
if isRepeated then return { 'settled', subject.recoveryCodesLeft } end
if subject.record == '' or tonumber(subject.generation) ~= tonumber(generation) then return { 'superseded' } end

local function spent()
  if giveBack(subject, scope, attempt) then writeSubject(subject) end
  return { 'spent' }
end
if scope == 't' then
  if not totp or totp.id ~= matched or step <= tonumber(totp.lastStep) then return spent() end
  totp.lastStep, totp.spentBy = text(step), attempt
elseif scope == 'e' then
  local isLive = code and code.spentBy == '' and at < tonumber(code.expiresAt)
  if not isLive or code.digest ~= matched then return spent() end
  code.spentBy, subject.replacedCode = attempt, nil
elseif scope == 'r' then
  local from = string.find(recoveryCodes .. '\\n', unspent .. '\\n', 1, true)
  if not from then return spent() end
  local last = from + #unspent - 1
  recoveryCodes = string.sub(recoveryCodes, 1, last) .. attempt .. string.sub(recoveryCodes, last + 1)
  subject.recoveryCodesLeft = text(math.max(0, tonumber(subject.recoveryCodesLeft) - 1))
end

if scope ~= 'p' or findCounted(subject, scope, attempt) then clearFailures(subject, scope) end
writeSubject(subject)
if recoveryCodes then redis.call('SET', recoveryKey, recoveryCodes) end
if trusted then addTrusted(trusted, granted, maxClients, at) end
return { 'settled', subject.recoveryCodesLeft }
`,
});
