/** The script of `pinEmail` (P7). @module */

import { formats } from '../formats.ts';
import { isRepeated } from './lua-changes.ts';
import { endUnderWay, isCurrent } from './lua-generation.ts';
import { luaLine } from './lua-lines.ts';
import { readEmail, readSubject } from './lua-subject.ts';
import { corrupt } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/**
 * Pins the addresses of an automatic enrollment, once. Ends a pending enrollment and raises the
 * generation then.
 * - In: `attempt`, `generation`; `email`, the line of the enrollment.
 * - Out: `pinned` with the generation and the line of the enrollment as it is now, or `superseded`.
 * - Cost: one read, at most one write.
 */
export const pinEmailScript: Script<'attempt' | 'generation' | 'email'> = defineScript({
  name: 'pin-email 1',
  keys: ['subject'],
  args: ['attempt', 'generation', 'email'],
  uses: [isRepeated, isCurrent, readSubject, readEmail, corrupt, endUnderWay],
  body: `
local subject = readSubject()
if not isRepeated(subject, attempt) and not isCurrent(subject, generation) then return { 'superseded' } end
if subject.optedOut then return { 'pinned', subject.generation, '${formats.optedOut.start}' } end
if not subject.email then
  subject.email = readEmail('\\n' .. email, 1) or corrupt()
  subject.pendingTotp = nil
  endUnderWay(subject, attempt)
end
return { 'pinned', subject.generation, string.sub(${luaLine('subject.email', formats.email)}, 2) }
`,
});
