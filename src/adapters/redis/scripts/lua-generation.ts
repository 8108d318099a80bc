/** Lua about the generation of a subject (P11, P26). @module */

import { type LuaFunction, luaFunction } from './lua-function.ts';
import { writeSubject } from './lua-subject.ts';
import { text } from './lua-values.ts';

/**
 * `begin(subject, first)` gives an absent record its first generation. `first` is
 * `firstGeneration(attemptId)` of the domain.
 */
export const begin: LuaFunction = luaFunction(
  'begin',
  [],
  `
local function begin(subject, first)
  if tonumber(subject.generation) == 0 then subject.generation = first end
end
`,
);

/** `isCurrent(subject, generation)`: whether nothing changed since the generation of the input. */
export const isCurrent: LuaFunction = luaFunction(
  'isCurrent',
  [],
  `
local function isCurrent(subject, generation)
  return tonumber(generation) > 0 and tonumber(subject.generation) == tonumber(generation)
end
`,
);

/**
 * `endUnderWay(subject, attempt)` raises the generation of a record, so that nothing under way
 * comes after a revocation. All else stays.
 */
export const endUnderWay: LuaFunction = luaFunction(
  'endUnderWay',
  [text, writeSubject],
  `
local function endUnderWay(subject, attempt)
  subject.generation, subject.changedBy = text(tonumber(subject.generation) + 1), attempt
  writeSubject(subject)
end
`,
);

/**
 * `raiseGeneration(subject, attempt, first)` raises it, ends a pending enrollment, and takes back a
 * code that was for a first factor.
 */
export const raiseGeneration: LuaFunction = luaFunction(
  'raiseGeneration',
  [text],
  `
local function raiseGeneration(subject, attempt, first)
  local generation = tonumber(subject.generation)
  subject.generation, subject.changedBy = generation == 0 and first or text(generation + 1), attempt
  subject.pendingTotp, subject.replacedCode = nil, nil
  if subject.emailCode and subject.emailCode.purpose == 'f' then subject.emailCode = nil end
end
`,
);
