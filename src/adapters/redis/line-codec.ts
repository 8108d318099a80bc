/** Reads and writes one stored line by the names of its fields. @module */

import { corrupt } from './failure.ts';
import { type FieldKind, type FieldValues, decodeText, encodeTexts, fieldCodecs } from './field-kinds.ts';
import type { LineFormat } from './formats.ts';

/** The values of a line by the names of its fields. */
export type ValuesOf<Format extends LineFormat> = {
  readonly [Name in keyof Format['fields']]: FieldValues[Format['fields'][Name]];
};

/**
 * The values of a line. A script has checked the line, so this checks only what it needs to read
 * it. Throws the failure that the call rejects with if the line cannot be read.
 */
export function readLine<Format extends LineFormat>(line: string, format: Format): ValuesOf<Format> {
  const [start, ...fields] = line.split('|');
  if (start !== format.start) throw corrupt('unknown');
  const values: Record<string, unknown> = {};
  let position = 0;
  for (const name in format.fields) {
    const kind = format.fields[name] as FieldKind;
    if (kind === 'texts') {
      values[name] = fields.slice(position).map((field) => decodeText(field));
      return values as ValuesOf<Format>;
    }
    const field = fields[position++];
    if (field === undefined) throw corrupt('unknown');
    values[name] = fieldCodecs[kind].decode(field);
  }
  if (fields.length !== position) throw corrupt('unknown');
  return values as ValuesOf<Format>;
}

/** The line with these values. */
export function writeLine<Format extends LineFormat>(format: Format, values: ValuesOf<Format>): string {
  const fields = Object.entries(format.fields).flatMap(([name, kind]) => {
    const value = values[name] as never;
    if (kind === 'texts') return encodeTexts(value);
    return [(fieldCodecs[kind].encode as (value: never) => string)(value)];
  });
  return [format.start, ...fields].join('|');
}

/** The lines of a text in which each has a line feed before it. */
export function linesOf(text: string): readonly string[] {
  const [before, ...lines] = text.split('\n');
  if (before !== '') throw corrupt('unknown');
  return lines;
}
