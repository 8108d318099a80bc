/** The fields of stored records: written as printable ASCII, taken apart as a script has checked them (P20). @module */

import { type Format, emptyText } from './formats.ts';

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

/**
 * The fields of a record, or `undefined` where their number is another: what stands in them, the script that read the record has
 * checked.
 */
export function readFields(record: string, format: Format): readonly string[] | undefined {
  const fields = record.split('|');
  const fixed = format.length;
  const fits = format.endsWith('*') ? fields.length >= fixed - 1 : fields.length === fixed;
  return fits ? fields : undefined;
}
