/** The script of `refund` (P4). @module */

import { giveBack } from './lua-attempts.ts';
import { readSubject, writeSubject } from './lua-subject.ts';
import { type Script, defineScript } from './script.ts';

/**
 * - In: `attempt`; `scope`, in which it was charged.
 * - Out: `refunded`.
 * - Cost: one read, at most one write.
 */
export const refundScript: Script<'attempt' | 'scope'> = defineScript({
  name: 'refund 1',
  keys: ['subject'],
  args: ['attempt', 'scope'],
  uses: [readSubject, giveBack, writeSubject],
  body: `
local subject = readSubject()
if giveBack(subject, scope, attempt) then writeSubject(subject) end
return { 'refunded' }
`,
});
