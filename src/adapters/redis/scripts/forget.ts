/** The script of `forget` (P26). @module */

import { type Script, defineScript } from './script.ts';

/**
 * Erases every key of the subject, also one that cannot be read: nothing is read first, and DEL
 * needs neither memory nor a certain type.
 * - In: nothing.
 * - Out: `erased`, or `absent` if there was no key.
 * - Cost: one write.
 */
export const forgetScript: Script = defineScript({
  name: 'forget 1',
  keys: ['subject', 'trusted', 'recovery', 'tokens', 'tokenUses'],
  args: [],
  uses: [],
  body: `
local erased = redis.call('DEL', subjectKey, trustedKey, recoveryKey, tokensKey, tokenUsesKey)
return { erased > 0 and 'erased' or 'absent' }
`,
});
