/** The script of `confirmEnrollment` (P1, P11, P17). @module */

import { clearFailures } from './lua-attempts.ts';
import { commit, isRepeated, readAll, replaceRecoveryCodes } from './lua-changes.ts';
import { isCurrent, raiseGeneration } from './lua-generation.ts';
import { addTrusted } from './lua-trusted.ts';
import { type Script, defineScript } from './script.ts';

/**
 * Activates that pending enrollment and no other.
 * - In: `attempt`, `first`, `generation`, `at`, `enrollmentId`, `step`; the line of the client to
 *   trust (`granted`, may be empty) and `maxClients`; `digests` of the recovery codes.
 * - Out: `confirmed`, `not-pending` or `superseded`.
 * - Cost: three reads, up to four writes.
 */
export const confirmEnrollmentScript: Script<
  | 'attempt'
  | 'first'
  | 'generation'
  | 'at'
  | 'enrollmentId'
  | 'step'
  | 'granted'
  | 'maxClients'
  | '...digests'
> = defineScript({
  name: 'confirm-enrollment 1',
  keys: ['subject', 'trusted', 'recovery'],
  args: [
    'attempt',
    'first',
    'generation',
    'at',
    'enrollmentId',
    'step',
    'granted',
    'maxClients',
    '...digests',
  ],
  uses: [
    isCurrent,
    readAll,
    isRepeated,
    raiseGeneration,
    clearFailures,
    replaceRecoveryCodes,
    commit,
    addTrusted,
  ],
  body: `
local subject = readAll()
local totp = subject.pendingTotp
if isRepeated(subject, attempt) then return { 'confirmed' } end
if not isCurrent(subject, generation) then return { 'superseded' } end
if not totp or totp.id ~= enrollmentId then return { 'not-pending' } end
if tonumber(at) >= tonumber(totp.expiresAt) then return { 'not-pending' } end
raiseGeneration(subject, attempt, first)
totp.enrolledAt, totp.lastStep, totp.spentBy = at, step, attempt
subject.totp = totp
clearFailures(subject, 't')
clearFailures(subject, 'n')
replaceRecoveryCodes(subject, digests)
commit(subject)
if granted ~= '' then addTrusted('', granted, tonumber(maxClients), tonumber(at)) end
return { 'confirmed' }
`,
});
