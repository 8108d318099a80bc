/** The script of `raiseGeneration` (P11). @module */

import { clearFailures } from './lua-attempts.ts';
import { commit, isRepeated, readAll } from './lua-changes.ts';
import { isCurrent, raiseGeneration } from './lua-generation.ts';
import { readEmail } from './lua-subject.ts';
import { corrupt, text } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

/**
 * The account changed.
 * - In: `attempt`, `first`; `email`, a line with the addresses to pin, and the `generation` at
 *   which they were vouched for, or nothing; `cleared`, the letter of the scope whose failures are
 *   cleared, or nothing.
 * - Out: `raised`, or `raised-unpinned` if the generation was another.
 * - Cost: three reads, at most two writes.
 */
export const raiseGenerationScript: Script<'attempt' | 'first' | 'email' | 'generation' | 'cleared'> =
  defineScript({
    name: 'raise-generation 1',
    keys: ['subject', 'trusted', 'recovery'],
    args: ['attempt', 'first', 'email', 'generation', 'cleared'],
    uses: [readAll, isRepeated, isCurrent, raiseGeneration, readEmail, corrupt, text, clearFailures, commit],
    body: `
local subject = readAll()
local pins = email ~= '' and (readEmail('\\n' .. email, 1) or corrupt())
local repeated = isRepeated(subject, attempt)
local before = repeated and text(tonumber(subject.generation) - 1) or subject.generation
local isVouched = pins and isCurrent({ generation = before }, generation)
local outcome = (not pins or isVouched) and 'raised' or 'raised-unpinned'
if repeated then return { outcome } end
raiseGeneration(subject, attempt, first)
subject.emailCode = nil
if isVouched and subject.email and pins.addresses ~= '' then subject.email.addresses = pins.addresses end
if cleared ~= '' then clearFailures(subject, cleared) end
commit(subject)
return { outcome }
`,
  });
