/** The scripts of `listTrusted`, `revokeTrusted` and `revokeAllTrusted`. @module */

import { luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const listTrustedScript: Script = defineScript(
  'list-trusted 1',
  [luaValues, luaSubject],
  `
-- In: nothing.
-- Out: listed, then the records.
-- Cost: two reads.
readCore()
local reply = { 'listed' }
for _, client in ipairs(readTrusted()) do reply[#reply + 1] = client.record end
return reply
`,
);

export const revokeTrustedScript: Script = defineScript(
  'revoke-trusted 1',
  [luaValues, luaSubject],
  `
-- In: client.
-- Out: revoked or not-found.
-- Cost: two reads, one write.
readCore()
local client = findTrusted(readTrusted(), ARGV[1])
if not client then return { 'not-found' } end
redis.call('LREM', KEYS[6], 0, client.record)
return { 'revoked' }
`,
);

export const revokeAllTrustedScript: Script = defineScript(
  'revoke-all-trusted 1',
  [luaValues, luaSubject],
  `
-- In: nothing.
-- Out: revoked.
-- Cost: two reads, one write.
readCore()
readTrusted()
redis.call('DEL', KEYS[6])
return { 'revoked' }
`,
);
