/**
 * Readers of policy fields: each has a default and accepted values, and a refusal names the field.
 * @module
 */

import { type Result, err, ok } from 'neverthrow';

/** Which field of a configuration is wrong, and how. It never holds the value. */
export interface InvalidField {
  /** The path of the field, such as `trust.seconds`. */
  readonly field: string;
  /** What it must be, such as `must be an integer from 0 to 2592000`. */
  readonly problem: string;
}

/** Reads one value (`undefined` as the default), or returns what it must be. */
export type Field<Value> = (value: unknown, path: string) => Result<Value, InvalidField>;

/** A reader for each field of an object. */
export type Fields<Value> = { readonly [Name in keyof Value]: Field<Value[Name]> };

/**
 * An object of known fields. An unknown field is refused: a misspelled setting would silently be
 * its default.
 */
export function object<Value>(
  value: unknown,
  path: string,
  fields: Fields<Value>,
): Result<Value, InvalidField> {
  return anyObject(value, path).andThen((given): Result<Value, InvalidField> => {
    const before = path === '' ? '' : `${path}.`;
    const stray = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
    if (stray !== undefined) return err({ field: before + stray, problem: 'is not a known field' });
    const values: Partial<Value> = {};
    for (const name in fields) {
      const read = fields[name](Object.hasOwn(given, name) ? given[name] : undefined, before + name);
      if (read.isErr()) return err(read.error);
      values[name] = read.value;
    }
    return ok(values as Value);
  });
}

/** An object that may be left out: every field has its default. */
export function section<Value>(fields: Fields<Value>): Field<Value> {
  return (value = {}, path) => object(value, path, fields);
}

/** One of the values, by default the first. */
export function choice<const Words extends readonly string[]>(...words: Words): Field<Words[number]> {
  return field(words[0], `must be one of ${quoted(words)}`, (value) => words.includes(value as string));
}

/**
 * A whole number within the bounds. The default and the alternative text, if given, may lie
 * outside.
 */
export function integer<const Default extends number | undefined>(
  byDefault: Default,
  least: number,
  most: number,
): Field<number | Default>;
export function integer<const Word extends string>(
  byDefault: number,
  least: number,
  most: number,
  word: Word,
): Field<number | Word>;
export function integer(
  byDefault: number | undefined,
  least: number,
  most: number,
  word?: string,
): Field<number | string | undefined> {
  const otherwise = word === undefined ? '' : `, or "${word}"`;
  return field<number | string | undefined>(
    byDefault,
    `must be an integer from ${least} to ${most}${otherwise}`,
    (value) => value === byDefault || value === word || isInteger(value, least, most),
  );
}

export const flag: Field<boolean> = field(
  false,
  'must be true or false',
  (value) => typeof value === 'boolean',
);

/** Text of a pattern; without a default it is required. */
export function text(byDefault: string | undefined, pattern: RegExp, problem: string): Field<string> {
  return field(byDefault, problem, (value) => typeof value === 'string' && pattern.test(value));
}

/** A list of at least one of the values, none twice; by default all of them. */
export function someOf<Word extends string>(words: readonly Word[]): Field<readonly Word[]> {
  return (value = words, path) => {
    const given: readonly Word[] = Array.isArray(value) ? value : [];
    const known = given.every((word, index) => words.includes(word) && given.indexOf(word) === index);
    const problem = `must be a list of ${quoted(words)}, at least one and none twice`;
    return known && given.length > 0 ? ok([...given]) : err({ field: path, problem });
  };
}

export const anyObject: Field<Readonly<Record<string, unknown>>> = field<Readonly<Record<string, unknown>>>(
  undefined,
  'must be an object with fields of its own',
  isPlainObject,
);

/**
 * An object of any realm that inherits no field: an inherited one would silently be its default.
 */
function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  for (const name in value) if (!Object.hasOwn(value, name)) return false;
  return true;
}

function field<Value>(
  byDefault: Value | undefined,
  problem: string,
  accepts: (value: unknown) => boolean,
): Field<Value> {
  return (value = byDefault, path) => (accepts(value) ? ok(value as Value) : err({ field: path, problem }));
}

function isInteger(value: unknown, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(', ');
}
