/** The script of `recognize` (P23). @module */

import { formats } from '../formats.ts';
import { luaLine, luaReader } from './lua-lines.ts';
import { corrupt, readKey } from './lua-values.ts';
import { type Script, defineScript } from './script.ts';

const readMark = luaReader('readMark', formats.mark);

/**
 * Works in the slot of its one key, which belongs to the whole storage.
 * - In: `mark` of the root key.
 * - Out: `same`, `first` or `other`.
 * - Cost: one read, at most one write.
 */
export const recognizeScript: Script<'mark'> = defineScript({
  name: 'recognize 1',
  keys: ['mark'],
  args: ['mark'],
  uses: [readKey, readMark, corrupt],
  body: `
local line = readKey(markKey)
if line == '' then
  local stored = { mark = mark }
  redis.call('SET', markKey, ${luaLine('stored', formats.mark)})
  isWritten = true
  return { 'first' }
end
local stored, after = readMark(line, 1)
if not stored or after <= #line then corrupt() end
return { stored.mark == mark and 'same' or 'other' }
`,
});
