/** Lua made from the formats: functions that read a line, and the text that writes it. @module */

import { type FieldKind, luaPatterns } from '../field-kinds.ts';
import type { LineFormat } from '../formats.ts';
import { type LuaFunction, luaFunction } from './lua-function.ts';
import { checkEscapes, checkTexts, corrupt, number } from './lua-values.ts';

const numberKinds: readonly FieldKind[] = ['count', 'instant', 'optionalInstant'];

/**
 * `name(lines, from)` reads the line of this format that begins with the line feed at `from`. It
 * returns a table of the fields as they are written, and the place after the line; or `nil` and
 * `from` if the line has another format.
 */
export function luaReader(name: string, format: LineFormat): LuaFunction {
  const fields = Object.keys(format.fields);
  return luaFunction(
    name,
    checksOf(format),
    `
local function ${name}(lines, from)
  local ${[...fields, 'after'].join(', ')} = string.match(lines, '^\\n${linePattern(format)}()', from)
  if not after then return nil, from end
${checks(format)}  return { ${fields.map((field) => `${field} = ${field}`).join(', ')} }, after
end
`,
  );
}

/** `name(line)` reads a line that stands alone in a value, or stops the script. */
export function luaValueReader(name: string, format: LineFormat): LuaFunction {
  const fields = Object.keys(format.fields);
  const [first = ''] = fields;
  return luaFunction(
    name,
    [...checksOf(format), checkEscapes, corrupt],
    `
local function ${name}(line)
  checkEscapes(line)
  local ${fields.join(', ')} = string.match(line, '^${linePattern(format)}$')
  if not ${first} then corrupt() end
${checks(format)}  return { line = line, ${fields.map((field) => `${field} = ${field}`).join(', ')} }
end
`,
  );
}

/**
 * `name(lines)` stops the script unless all of the lines have this format. It returns no fields.
 * The format has no list.
 */
export function luaChecker(name: string, format: LineFormat): LuaFunction {
  const pattern = linePattern(format, numberKinds);
  const numbers = Object.entries(format.fields).flatMap(([field, kind]) =>
    numberKinds.includes(kind) ? [field] : [],
  );
  const hasNumber = numbers.length > 0;
  const checked = numbers.map((field) => `number(${field}) `).join('');
  const removed = hasNumber ? `function(${numbers.join(', ')}) ${checked}return '' end` : "''";
  return luaFunction(
    name,
    hasNumber ? [corrupt, number] : [corrupt],
    `
local function ${name}(lines)
  if lines == '' then return end
  if string.gsub(lines, '\\n${pattern}', ${removed}) ~= '' then corrupt() end
end
`,
  );
}

/** The Lua expression for a line, with its line feed, of the fields of a table. */
export function luaLine(table: string, { start, fields }: LineFormat): string {
  const parts = Object.entries(fields).map(([field, kind]) =>
    kind === 'texts' ? `${table}.${field}` : `'|' .. ${table}.${field}`,
  );
  return [`'\\n${start}'`, ...parts].join(' .. ').replace("' .. '|", '|');
}

function linePattern({ start, fields }: LineFormat, captured?: readonly FieldKind[]): string {
  const patterns = Object.values(fields).map((kind) => {
    const pattern = captured?.includes(kind) === false ? luaPatterns[kind] : `(${luaPatterns[kind]})`;
    return kind === 'texts' ? pattern : `|${pattern}`;
  });
  return start + patterns.join('');
}

/** What a pattern leaves to check, in the order of the fields. */
function checks({ fields }: LineFormat): string {
  return Object.entries(fields)
    .flatMap(([field, kind]) => {
      if (kind === 'texts') return [`  checkTexts(${field})\n`];
      if (kind === 'optionalInstant') return [`  if ${field} ~= '' then number(${field}) end\n`];
      return numberKinds.includes(kind) ? [`  number(${field})\n`] : [];
    })
    .join('');
}

function checksOf({ fields }: LineFormat): readonly LuaFunction[] {
  const kinds = Object.values(fields);
  return [
    ...(kinds.some((kind) => numberKinds.includes(kind)) ? [number] : []),
    ...(kinds.includes('texts') ? [checkTexts] : []),
  ];
}
