/** The script of `pinEmail` (P7). @module */

import { formats } from '../formats.ts';
import { isCurrent } from './lua-generation.ts';
import { luaLine } from './lua-lines.ts';
import { readEmail, readSubject, writeSubject } from './lua-subject.ts';
import { corrupt } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/**
 * Pins the addresses of an automatic enrollment, once, and ends a pending enrollment.
 * - In: `generation`; `email`, the line of the enrollment.
 * - Out: `pinned` with the generation and the line of the enrollment as it is now, or `superseded`.
 * - Cost: one read, at most one write.
 */
export const pinEmailScript: Script<'generation' | 'email'> = defineScript({
  name: 'pin-email 1',
  keys: ['subject'],
  args: ['generation', 'email'],
  uses: [isCurrent, readSubject, readEmail, corrupt, writeSubject],
  body: `
local subject = readSubject()
if not isCurrent(subject, generation) then return { 'superseded' } end
if subject.optedOut then return { 'pinned', subject.generation, '${formats.optedOut.start}' } end
if not subject.email then
  subject.email = readEmail('\\n' .. email, 1) or corrupt()
  subject.pendingTotp = nil
  writeSubject(subject)
end
return { 'pinned', subject.generation, string.sub(${luaLine('subject.email', formats.email)}, 2) }
`,
});
