/** The script of `enableEmail` (P11). @module */

import { clearFailures } from './lua-attempts.ts';
import { commit, isRepeated, readAll, replaceRecoveryCodes } from './lua-changes.ts';
import { isCurrent, raiseGeneration } from './lua-generation.ts';
import { unspentLine } from './lua-recovery-codes.ts';
import { readEmail } from './lua-subject.ts';
import { corrupt } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/**
 * - In: `attempt`, `first`, `generation`; `email`, the line of the enrollment; `digests` of the
 *   recovery codes.
 * - Out: `enabled`, `enabled-with-recovery-codes` or `superseded`.
 * - Cost: three reads, up to three writes.
 */
export const enableEmailScript: Script<'attempt' | 'first' | 'generation' | 'email' | '...digests'> =
  defineScript({
    name: 'enable-email 1',
    keys: ['subject', 'trusted', 'recovery'],
    args: ['attempt', 'first', 'generation', 'email', '...digests'],
    uses: [
      isCurrent,
      readAll,
      isRepeated,
      unspentLine,
      raiseGeneration,
      readEmail,
      corrupt,
      clearFailures,
      replaceRecoveryCodes,
      commit,
    ],
    body: `
local subject, recoveryCodes = readAll()
if isRepeated(subject, attempt) then
  for _, digest in ipairs(digests) do
    if string.find(recoveryCodes, unspentLine(digest), 1, true) then return { 'enabled-with-recovery-codes' } end
  end
  return { 'enabled' }
end
if not isCurrent(subject, generation) then return { 'superseded' } end
local storesCodes = #digests > 0 and tonumber(subject.recoveryCodesLeft) == 0
raiseGeneration(subject, attempt, first)
subject.email = readEmail('\\n' .. email, 1) or corrupt()
subject.optedOut, subject.emailCode = nil, nil
clearFailures(subject, 'e')
if storesCodes then replaceRecoveryCodes(subject, digests) end
commit(subject)
return { storesCodes and 'enabled-with-recovery-codes' or 'enabled' }
`,
  });
