/** The script of `raiseGeneration` (P11). @module */

import { commit, isRepeated, raiseGeneration, readAll } from './lua-changes.ts';
import { type Script, defineScript } from './script.ts';

/**
 * The account changed.
 * - In: `attempt`.
 * - Out: `raised`.
 * - Cost: three reads, at most two writes.
 */
export const raiseGenerationScript: Script<'attempt'> = defineScript({
  name: 'raise-generation 1',
  keys: ['subject', 'trusted', 'recovery'],
  args: ['attempt'],
  uses: [readAll, isRepeated, raiseGeneration, commit],
  body: `
local subject = readAll()
if isRepeated(subject, attempt) then return { 'raised' } end
raiseGeneration(subject, attempt)
subject.emailCode = nil
commit(subject)
return { 'raised' }
`,
});
