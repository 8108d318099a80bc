/** The script of `raiseGeneration` (P11). @module */

import { clearFailures } from './lua-attempts.ts';
import { commit, isRepeated, readAll } from './lua-changes.ts';
import { raiseGeneration } from './lua-generation.ts';
import { readEmail } from './lua-subject.ts';
import { corrupt } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/**
 * The account changed.
 * - In: `attempt`, `first`; `email`, a line with the addresses to pin, or nothing; `cleared`, the
 *   letter of the scope whose failures are cleared, or nothing.
 * - Out: `raised`.
 * - Cost: three reads, at most two writes.
 */
export const raiseGenerationScript: Script<'attempt' | 'first' | 'email' | 'cleared'> = defineScript({
  name: 'raise-generation 1',
  keys: ['subject', 'trusted', 'recovery'],
  args: ['attempt', 'first', 'email', 'cleared'],
  uses: [readAll, isRepeated, raiseGeneration, readEmail, corrupt, clearFailures, commit],
  body: `
local subject = readAll()
if isRepeated(subject, attempt) then return { 'raised' } end
raiseGeneration(subject, attempt, first)
subject.emailCode = nil
if email ~= '' and subject.email then
  subject.email.addresses = (readEmail('\\n' .. email, 1) or corrupt()).addresses
end
if cleared ~= '' then clearFailures(subject, cleared) end
commit(subject)
return { 'raised' }
`,
});
