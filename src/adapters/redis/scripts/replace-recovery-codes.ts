/** The script of `replaceRecoveryCodes` (P9, P11). @module */

import { commit, isRepeated, raiseGeneration, readAll, replaceRecoveryCodes } from './lua-changes.ts';
import { type Script, defineScript } from './script.ts';

/**
 * The old codes end as the new ones start.
 * - In: `attempt`, `generation`; `digests` of the new codes.
 * - Out: `replaced` or `superseded`.
 * - Cost: three reads, up to three writes.
 */
export const replaceRecoveryCodesScript: Script<'attempt' | 'generation' | '...digests'> = defineScript({
  name: 'replace-recovery-codes 1',
  keys: ['subject', 'trusted', 'recovery'],
  args: ['attempt', 'generation', '...digests'],
  uses: [readAll, isRepeated, raiseGeneration, replaceRecoveryCodes, commit],
  body: `
local subject = readAll()
if isRepeated(subject, attempt) then return { 'replaced' } end
if tonumber(subject.generation) ~= tonumber(generation) then return { 'superseded' } end
raiseGeneration(subject, attempt)
replaceRecoveryCodes(subject, digests)
commit(subject)
return { 'replaced' }
`,
});
