/** Lua that changes of factor, recovery codes and account share: each voids all trust and raises the generation (P11). @module */

import { emptyText } from '../formats.ts';
import { luaRecovery } from './lua-recovery.ts';
import { luaSubject } from './lua-subject.ts';
import { luaTrusted } from './lua-trusted.ts';
import { luaValues } from './lua-values.ts';

/**
 * `readAll()`: the subject and its recovery codes, all of it checked, trust as well. `isRepeated(subject, attempt)`: this very call
 * raised the generation last. `raise(subject, attempt)`: raises it, ends a pending enrollment, and takes back a code that was for a first
 * factor. `replaceRecovery(subject, first)`: other recovery codes, of the digests from `ARGV[first]` on. `commit(subject)`: writes
 * all of it, and voids trust.
 */
const luaChanges = `
local function readAll()
  readTrusted()
  local subject = readSubject()
  return subject, readRecovery(subject)
end

local function isRepeated(subject, attempt)
  return (subject.changedBy == '' and '${emptyText}' or subject.changedBy) == attempt
end

local function raise(subject, attempt)
  subject.generation, subject.changedBy = text(number(subject.generation) + 1), attempt
  subject.pending = nil
  if subject.code and subject.code.purpose == 'f' then subject.code = nil end
end

local function replaceRecovery(subject, first)
  subject.recovery = recoveryLines(first)
  subject.recoveryLeft = text(#ARGV - first + 1)
end

local function commit(subject)
  writeSubject(subject)
  if subject.recovery then writeLines(KEYS.r, subject.recovery) end
  redis.call('DEL', KEYS.c)
end
`;

export const luaOfChanges: readonly string[] = [luaValues, luaSubject, luaRecovery, luaTrusted, luaChanges];
