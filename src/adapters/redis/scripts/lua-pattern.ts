/** Lua patterns for the formats of records: one match in C instead of a loop over fields. @module */

import { type Format, formatVersion, lineLetters } from '../formats.ts';

/** Printable ASCII without the separator and the escape; first the range that nearly every character is in. */
const plain = '[&-{ -$}~]';
/** Without a bound, for which Lua has no cheap word: `number` bounds what is computed with. */
const digits = '%d+';

const patterns: Readonly<Record<string, string>> = {
  v: formatVersion,
  t: `${plain}+`,
  T: `${plain}*`,
  n: digits,
  i: `%-?${digits}`,
  a: '[125]',
  p: '[cf]',
  s: '[terpn]',
  '*': '[&-~ -$]*',
  ...Object.fromEntries([...lineLetters].map((letter) => [letter, letter])),
};

/**
 * What nearly every record of a format looks like: plain texts and whole numbers. What does not match may still be of the format
 * and is looked at field by field. Where the format has no `*`, what matches is of it, but for how large its numbers are: `number`
 * and who captures them judge that.
 *
 * @param captures whether the fields are captured; the texts of a `*` are one field together, each with `|` before it
 */
export function luaPattern(format: string, captures: boolean): string {
  const fields = [...format].map((kind) => {
    const pattern = patterns[kind] as string;
    return `${kind === '*' ? '' : '|'}${captures ? `(${pattern})` : pattern}`;
  });
  return fields.join('').replace(/^\|/, '');
}

/** The two arguments after the record of Lua's `check`, which answers no fields. */
export function checking(format: Format): string {
  return `'^${luaPattern(format, false)}$', '${format}'`;
}

/** The two arguments after the record of Lua's `read`: the pattern, and the format for what it does not match. */
export function reading(format: Format): string {
  return `'^${luaPattern(format, true)}$', '${format}'`;
}

/** An argument that is several texts with `|` between them, since every argument costs both sides time: each of them captured. */
export function splitting(count: number): string {
  return `'^${Array.from({ length: count }, () => '([^|]*)').join('|')}$'`;
}

/** One of the records that are kept together, with the line feed before it. */
export function linePattern(format: Format): string {
  return `\\n${luaPattern(format, false)}`;
}

/** The two arguments of Lua's `readLines` and `checkLines` after the first: what one line looks like, and the format. */
export function listing(format: Format): string {
  return `'${linePattern(format)}', '${format}'`;
}
