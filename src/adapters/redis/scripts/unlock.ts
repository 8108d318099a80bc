/** The script of `unlock` (P4). @module */

import { clearFailures } from './lua-attempts.ts';
import { readSubject, writeSubject } from './lua-subject.ts';
import { type Script, defineScript } from './script.ts';

/**
 * Clears the failures and locks of every scope. The attempts charged there stay known.
 * - In: nothing.
 * - Out: `unlocked`.
 * - Cost: one read, at most one write.
 */
export const unlockScript: Script = defineScript({
  name: 'unlock 1',
  keys: ['subject'],
  args: [],
  uses: [readSubject, clearFailures, writeSubject],
  body: `
local subject = readSubject()
if not next(subject.attempts) then return { 'unlocked' } end
for scope in pairs(subject.attempts) do clearFailures(subject, scope) end
writeSubject(subject)
return { 'unlocked' }
`,
});
