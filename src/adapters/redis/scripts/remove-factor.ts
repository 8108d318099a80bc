/** The script of `removeFactor` (P4, P11). @module */

import { commit, isRepeated, readAll, replaceRecoveryCodes } from './lua-changes.ts';
import { isCurrent, raiseGeneration } from './lua-generation.ts';
import { type Script, defineScript } from './script.ts';

/**
 * Failures stay counted, and trust ends.
 * - In: `attempt`, `first`, `generation`; `scope`, the letter of the factor.
 * - Out: `removed`, `not-enrolled` or `superseded`.
 * - Cost: three reads, up to three writes.
 */
export const removeFactorScript: Script<'attempt' | 'first' | 'generation' | 'scope'> = defineScript({
  name: 'remove-factor 1',
  keys: ['subject', 'trusted', 'recovery'],
  args: ['attempt', 'first', 'generation', 'scope'],
  uses: [isCurrent, readAll, isRepeated, raiseGeneration, replaceRecoveryCodes, commit],
  body: `
local subject = readAll()
if isRepeated(subject, attempt) then return { 'removed' } end
if not isCurrent(subject, generation) then return { 'superseded' } end
if scope == 't' then
  if not subject.totp then return { 'not-enrolled' } end
  subject.totp = nil
else
  if not subject.email then return { 'not-enrolled' } end
  subject.email, subject.optedOut, subject.emailCode = nil, {}, nil
end
raiseGeneration(subject, attempt, first)
if not subject.totp and not subject.email then replaceRecoveryCodes(subject, {}) end
commit(subject)
return { 'removed' }
`,
});
