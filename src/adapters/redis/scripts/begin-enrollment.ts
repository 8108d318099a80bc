/** The script of `beginEnrollment` (P17). @module */

import { begin, isCurrent } from './lua-generation.ts';
import { readPendingTotp, readSubject, writeSubject } from './lua-subject.ts';
import { corrupt } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/**
 * - In: `first`, `generation`; `pending`, the line of the pending enrollment.
 * - Out: `begun` or `superseded`.
 * - Cost: one read, at most one write.
 */
export const beginEnrollmentScript: Script<'first' | 'generation' | 'pending'> = defineScript({
  name: 'begin-enrollment 1',
  keys: ['subject'],
  args: ['first', 'generation', 'pending'],
  uses: [begin, isCurrent, readSubject, readPendingTotp, writeSubject, corrupt],
  body: `
local subject = readSubject()
if not isCurrent(subject, generation) then return { 'superseded' } end
begin(subject, first)
subject.pendingTotp = readPendingTotp('\\n' .. pending, 1) or corrupt()
writeSubject(subject)
return { 'begun' }
`,
});
