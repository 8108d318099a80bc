/** The script of `load`. @module */

import { formats } from '../formats.ts';
import { checking } from './lua-pattern.ts';
import { luaAttempts, luaState, luaSubject } from './lua-subject.ts';
import { luaValues } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

export const loadScript: Script = defineScript(
  'load 1',
  [luaValues, luaAttempts, luaSubject, luaState],
  `
-- In: client, token id; empty where not asked for.
-- Out: loaded, the state.
-- Cost: eight reads, ten with a token; grows with mails, recovery codes and trusted clients, each of which is capped.
local client, tokenId = ARGV[1], ARGV[2]
local subject = readSubject()
local token, used
if tokenId ~= '' then
  token = redis.call('HGET', KEYS.p, tokenId)
  used = redis.call('HGET', KEYS.pu, tokenId)
  if token then readSlowly(token, '${formats.token}') end
  if used then check(used, ${checking(formats.tokenUse)}) end
  if not token then used = false end
end
local trust = client ~= '' and findTrusted(subject.trusted, client)
return { 'loaded', stateOf(subject, trust, token, used) }
`,
);
