/** The script of `begin` (P26). @module */

import { begin } from './lua-generation.ts';
import { readSubject, writeSubject } from './lua-subject.ts';
import { type Script, defineScript } from './script.ts';

/**
 * - In: `first`, the generation of a record that is not there yet.
 * - Out: `begun`.
 * - Cost: one read, at most one write.
 */
export const beginScript: Script<'first'> = defineScript({
  name: 'begin 1',
  keys: ['subject'],
  args: ['first'],
  uses: [begin, readSubject, writeSubject],
  body: `
local subject = readSubject()
if tonumber(subject.generation) == 0 then
  begin(subject, first)
  writeSubject(subject)
end
return { 'begun' }
`,
});
