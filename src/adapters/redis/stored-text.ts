/** The fields of stored records: written as printable ASCII, read strictly (P20). @module */

import {
  type Format,
  algorithmLetters,
  emptyText,
  formatVersion,
  formats,
  purposeLetters,
  scopeLetters,
} from './formats.ts';

/** What is not itself in a record: the separator, the escape, braces, everything outside printable ASCII. */
const escaped = /[^ !"#$&-z~]/g;
const escape = /%([0-9a-fA-F]{4})/g;

/** Any text, lone surrogates included, as printable ASCII without `|`; the empty text is not empty. */
export function encodeText(text: string): string {
  if (text === '') return emptyText;
  return text.replace(escaped, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function decodeText(text: string): string {
  if (!text.includes('%')) return text;
  if (text === emptyText) return '';
  return text.replace(escape, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** A finite number as text that reads back as the same number, in JavaScript and in Lua. */
export function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('what is stored must be a finite number');
  return String(value);
}

/** The fields of a record, or `undefined` for one that is not written in this format. */
export function readFields(record: string, format: Format): readonly string[] | undefined {
  const { pattern, counts, instants } = shapes[format];
  if (!pattern.test(record)) return undefined;
  const fields = record.split('|');
  const reads =
    counts.every((index) => Number.isSafeInteger(Number(fields[index]))) &&
    instants.every((index) => Number.isFinite(Number(fields[index])));
  return reads ? fields : undefined;
}

/** Not empty: it begins with something; a run of plain characters is one step. */
const text = '(?=[^|])[ -$&-{}~]*(?:%[0-9a-fA-F]{4}[ -$&-{}~]*)*|%';
const instant = String.raw`-?\d+\.?\d*(?:e[+-]?\d+)?`;

/** What stands in a field of each kind; whether a number is too large is judged by its value. */
const patterns: Readonly<Record<string, string>> = {
  v: formatVersion,
  t: text,
  T: `(?:${text})?`,
  n: String.raw`\d{1,16}`,
  i: instant,
  I: `(?:${instant})?`,
  a: oneOf(algorithmLetters),
  p: oneOf(purposeLetters),
  s: oneOf(scopeLetters),
  f: '[01]',
};

/** How a record of a format looks, and which of its fields are numbers. */
interface Shape {
  readonly pattern: RegExp;
  readonly counts: readonly number[];
  readonly instants: readonly number[];
}

const shapes = Object.fromEntries(
  Object.values(formats).map((format) => [format, shapeOf(format)]),
) as Readonly<Record<Format, Shape>>;

function shapeOf(format: Format): Shape {
  const kinds = [...format.replace('*', '')];
  const fixed = kinds.map((kind) => `(?:${patterns[kind]})`).join(String.raw`\|`);
  const more = format.endsWith('*') ? String.raw`(?:\|(?:${text}))*` : '';
  const indexesOf = (kind: RegExp): readonly number[] =>
    kinds.flatMap((letter, index) => (kind.test(letter) ? [index] : []));
  return { pattern: new RegExp(`^${fixed}${more}$`), counts: indexesOf(/n/), instants: indexesOf(/i/i) };
}

function oneOf(letters: Readonly<Record<string, string>>): string {
  return `[${Object.values(letters).join('')}]`;
}
