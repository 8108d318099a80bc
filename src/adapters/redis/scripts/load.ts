/** The script of `load`. @module */

import { readSubject } from './lua-subject.ts';
import { readToken } from './lua-tokens.ts';
import { findTrusted, readTrusted } from './lua-trusted.ts';
import { type Script, defineScript } from './script.ts';

/**
 * - In: `client`, `tokenId`; each is empty if it is not requested, and its keys need not be sent.
 * - Out: `read` with the subject's record, the line of the client, the line of the token, its last
 *   use; each is empty if it is absent.
 * - Cost: one read, one more for a client, two more for a token; grows with mails and trusted
 *   clients, both of which are capped.
 */
export const loadScript: Script<'client' | 'tokenId'> = defineScript({
  name: 'load 1',
  keys: ['subject', 'trusted', 'tokens', 'tokenUses'],
  args: ['client', 'tokenId'],
  uses: [readSubject, readTrusted, findTrusted, readToken],
  body: `
local subject = readSubject()
local trust = client ~= '' and findTrusted(readTrusted(), client)
local token = tokenId ~= '' and readToken(tokenId)
return {
  'read', subject.record, trust and trust.line or '', token and token.line or '', token and token.usedAt or '',
}
`,
});
