/** The fields of stored records: written as printable ASCII, read strictly (P20). @module */

import {
  type Format,
  algorithmLetters,
  emptyText,
  formatVersion,
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
  const fields = record.split('|');
  const open = format.endsWith('*');
  const fixed = open ? format.length - 1 : format.length;
  if (open ? fields.length < fixed : fields.length !== fixed) return undefined;
  const reads = fields.every((field, index) => isWritten(field, index < fixed ? format.charAt(index) : 't'));
  return reads ? fields : undefined;
}

function isWritten(field: string, kind: string): boolean {
  switch (kind) {
    case 'v':
      return field === formatVersion;
    case 'n':
      return /^\d{1,16}$/.test(field) && Number.isSafeInteger(Number(field));
    case 'i':
      return isInstantText(field);
    case 'I':
      return field === '' || isInstantText(field);
    case 'T':
      return field === '' || isText(field);
    case 'a':
      return Object.values(algorithmLetters).includes(field);
    case 'p':
      return Object.values(purposeLetters).includes(field);
    case 'f':
      return field === '0' || field === '1';
    case 's':
      return Object.values(scopeLetters).includes(field);
    default:
      return isText(field);
  }
}

function isInstantText(field: string): boolean {
  return /^-?\d+\.?\d*(e[+-]?\d+)?$/.test(field) && Number.isFinite(Number(field));
}

function isText(field: string): boolean {
  return field === emptyText || /^(?:[ -$&-~]|%[0-9a-fA-F]{4})+$/.test(field);
}
