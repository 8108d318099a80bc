/** The script of `beginEnrollment` (P17). @module */

import { isCurrent } from './lua-generation.ts';
import { readPendingTotp, readSubject, writeSubject } from './lua-subject.ts';
import { corrupt } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/**
 * - In: `generation`; `pending`, the line of the pending enrollment.
 * - Out: `begun` or `superseded`.
 * - Cost: one read, at most one write.
 */
export const beginEnrollmentScript: Script<'generation' | 'pending'> = defineScript({
  name: 'begin-enrollment 1',
  keys: ['subject'],
  args: ['generation', 'pending'],
  uses: [isCurrent, readSubject, readPendingTotp, writeSubject, corrupt],
  body: `
local subject = readSubject()
if not isCurrent(subject, generation) then return { 'superseded' } end
subject.pendingTotp = readPendingTotp('\\n' .. pending, 1) or corrupt()
writeSubject(subject)
return { 'begun' }
`,
});
