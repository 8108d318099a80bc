/** The script of `load`. @module */

import { formats } from '../formats.ts';
import { checking } from './lua-pattern.ts';
import { luaSubject } from './lua-subject.ts';
import { luaTrusted } from './lua-trusted.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const loadScript: Script = defineScript(
  'load 1',
  [luaValues, luaSubject, luaTrusted],
  `
-- In: client, token id; empty where not asked for, and their keys may be left out then.
-- Out: loaded, the record of the subject, trust of the client, the token, its last use; empty where absent.
-- Cost: one read, one more for a client, two more for a token; grows with mails and trusted clients, each of which is capped.
local client, tokenId = ARGV[1], ARGV[2]
local subject, trust, token, used = readSubject(), nil, nil, nil
if client ~= '' then trust = findTrusted(readTrusted(), client) end
if tokenId ~= '' then
  token = redis.call('HGET', KEYS.p, tokenId)
  used = redis.call('HGET', KEYS.pu, tokenId)
  if token then readSlowly(token, '${formats.token}') end
  if used then check(used, ${checking(formats.tokenUse)}) end
  if not token then used = nil end
end
return { 'loaded', subject.record, trust or '', token or '', used or '' }
`,
);
