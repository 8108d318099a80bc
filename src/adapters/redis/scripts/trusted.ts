/** The scripts of `listTrusted`, `revokeTrusted` and `revokeAllTrusted`. @module */

import { luaSubject } from './lua-subject.ts';
import { luaTrusted } from './lua-trusted.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const listTrustedScript: Script = defineScript(
  'list-trusted 1',
  [luaValues, luaSubject, luaTrusted],
  `
-- In: nothing.
-- Out: listed, then the records as lines.
-- Cost: two reads.
readSubject()
return { 'listed', readTrusted() }
`,
);

export const revokeTrustedScript: Script = defineScript(
  'revoke-trusted 1',
  [luaValues, luaSubject, luaTrusted],
  `
-- In: client.
-- Out: revoked or not-found.
-- Cost: two reads, one write.
readSubject()
local trusted = readTrusted()
local client = findTrusted(trusted, ARGV[1])
if not client then return { 'not-found' } end
local from, to = string.find(trusted, '\\n' .. client, 1, true)
local others = string.sub(trusted, 1, from - 1) .. string.sub(trusted, to + 1)
if others == '' then redis.call('DEL', KEYS.c) else redis.call('SET', KEYS.c, others, 'KEEPTTL') end
return { 'revoked' }
`,
);

export const revokeAllTrustedScript: Script = defineScript(
  'revoke-all-trusted 1',
  [luaValues, luaSubject, luaTrusted],
  `
-- In: nothing.
-- Out: revoked.
-- Cost: two reads, one write.
readSubject()
readTrusted()
redis.call('DEL', KEYS.c)
return { 'revoked' }
`,
);
