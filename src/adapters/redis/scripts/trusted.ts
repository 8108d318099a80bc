/** The scripts of `listTrusted`, `revokeTrusted` and `revokeAllTrusted`. @module */

import { isRepeated } from './lua-changes.ts';
import { endUnderWay } from './lua-generation.ts';
import { readSubject } from './lua-subject.ts';
import { findTrusted, readTrusted } from './lua-trusted.ts';
import { type Script, defineScript } from './script.ts';

/**
 * - In: nothing.
 * - Out: `read` with the lines of all trusted clients.
 * - Cost: two reads.
 */
export const listTrustedScript: Script = defineScript({
  name: 'list-trusted 1',
  keys: ['subject', 'trusted'],
  args: [],
  uses: [readSubject, readTrusted],
  body: `
readSubject()
return { 'read', readTrusted() }
`,
});

/**
 * - In: `client`, `at`.
 * - Out: `revoked`, or `not-found` if it is absent or has died.
 * - Cost: two reads, one write.
 */
export const revokeTrustedScript: Script<'client' | 'at'> = defineScript({
  name: 'revoke-trusted 1',
  keys: ['subject', 'trusted'],
  args: ['client', 'at'],
  uses: [readSubject, readTrusted, findTrusted],
  body: `
readSubject()
local lines = readTrusted()
local trusted = findTrusted(lines, client)
if not trusted then return { 'not-found' } end
local from, to = string.find(lines, '\\n' .. trusted.line, 1, true)
local others = string.sub(lines, 1, from - 1) .. string.sub(lines, to + 1)
if others == '' then redis.call('DEL', trustedKey) else redis.call('SET', trustedKey, others, 'KEEPTTL') end
return { tonumber(at) < tonumber(trusted.diesAt) and 'revoked' or 'not-found' }
`,
});

/**
 * Raises the generation of a subject that has a record.
 * - In: `attempt`.
 * - Out: `revoked`.
 * - Cost: two reads, two writes. Trust goes first: Redis lets a script that begins by removing go
 *   on although memory is out, and the other write takes no more of it.
 */
export const revokeAllTrustedScript: Script<'attempt'> = defineScript({
  name: 'revoke-all-trusted 1',
  keys: ['subject', 'trusted'],
  args: ['attempt'],
  uses: [readSubject, readTrusted, isRepeated, endUnderWay],
  body: `
local subject = readSubject()
readTrusted()
if isRepeated(subject, attempt) then return { 'revoked' } end
redis.call('DEL', trustedKey)
if tonumber(subject.generation) > 0 then endUnderWay(subject, attempt) end
return { 'revoked' }
`,
});
