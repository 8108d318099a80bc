/** The script of `replaceRecoveryCodes` (P9, P11). @module */

import { commit, isRepeated, readAll, replaceRecoveryCodes } from './lua-changes.ts';
import { isCurrent, raiseGeneration } from './lua-generation.ts';
import { type Script, defineScript } from './script.ts';

/**
 * The old codes end as the new ones start.
 * - In: `attempt`, `first`, `generation`; `digests` of the new codes.
 * - Out: `replaced`, `not-enrolled` or `superseded`.
 * - Cost: three reads, up to three writes.
 */
export const replaceRecoveryCodesScript: Script<'attempt' | 'first' | 'generation' | '...digests'> =
  defineScript({
    name: 'replace-recovery-codes 1',
    keys: ['subject', 'trusted', 'recovery'],
    args: ['attempt', 'first', 'generation', '...digests'],
    uses: [isCurrent, readAll, isRepeated, raiseGeneration, replaceRecoveryCodes, commit],
    body: `
local subject = readAll()
if isRepeated(subject, attempt) then return { 'replaced' } end
if not isCurrent(subject, generation) then return { 'superseded' } end
if not subject.totp and not subject.email then return { 'not-enrolled' } end
raiseGeneration(subject, attempt, first)
replaceRecoveryCodes(subject, digests)
commit(subject)
return { 'replaced' }
`,
  });
