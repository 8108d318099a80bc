/** Lua that changes of factor, recovery codes and account share (P11). @module */

import { emptyText } from '../field-kinds.ts';
import { type LuaFunction, luaFunction } from './lua-function.ts';
import { readRecoveryCodes, unspentLine } from './lua-recovery-codes.ts';
import { readSubject, writeSubject } from './lua-subject.ts';
import { readTrusted } from './lua-trusted.ts';
import { text, writeKey } from './lua-values.ts';

/**
 * `readAll()` checks all that a change writes, and returns the subject and the lines of its
 * recovery codes.
 */
export const readAll: LuaFunction = luaFunction(
  'readAll',
  [readTrusted, readSubject, readRecoveryCodes],
  `
local function readAll()
  readTrusted()
  local subject = readSubject()
  return subject, readRecoveryCodes(subject)
end
`,
);

/** `isRepeated(subject, attempt)`: whether this attempt was the last to raise the generation. */
export const isRepeated: LuaFunction = luaFunction(
  'isRepeated',
  [],
  `
local function isRepeated(subject, attempt)
  return (subject.changedBy == '' and '${emptyText}' or subject.changedBy) == attempt
end
`,
);

/**
 * `replaceRecoveryCodes(subject, digests)` replaces all codes with unspent ones of these digests.
 */
export const replaceRecoveryCodes: LuaFunction = luaFunction(
  'replaceRecoveryCodes',
  [unspentLine, text],
  `
local function replaceRecoveryCodes(subject, digests)
  local lines = {}
  for index, digest in ipairs(digests) do lines[index] = unspentLine(digest) end
  subject.recoveryCodes, subject.recoveryCodesLeft = table.concat(lines), text(#digests)
end
`,
);

/**
 * `commit(subject)` writes the record, then the recovery codes if they were replaced, and voids all
 * trust.
 */
export const commit: LuaFunction = luaFunction(
  'commit',
  [writeSubject, writeKey],
  `
local function commit(subject)
  writeSubject(subject)
  if subject.recoveryCodes then writeKey(recoveryKey, subject.recoveryCodes) end
  redis.call('DEL', trustedKey)
end
`,
);
