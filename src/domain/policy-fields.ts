/** Readers of single policy fields: each says what it accepts, and a refusal names the field. @module */

import { type Result, err, ok } from 'neverthrow';

/** Where configuration is wrong, and how; never the value itself. */
export interface InvalidField {
  /** The path of the field, such as `trust.seconds`. */
  readonly field: string;
  /** What it must be, such as `must be an integer from 0 to 2592000`. */
  readonly problem: string;
}

/** Reads one value, or says what it must be. */
export type Field<Value> = (value: unknown, field: string) => Result<Value, InvalidField>;

type Read<Fields> = {
  readonly [Name in keyof Fields]?: Fields[Name] extends Field<infer Value> ? Value : never;
};

/** An object of known optional fields; an unknown one is refused, since a misspelt setting would silently be its default. */
export function object<Fields extends Readonly<Record<string, Field<unknown>>>>(
  value: unknown,
  field: string,
  fields: Fields,
): Result<Read<Fields>, InvalidField> {
  if (!isPlainObject(value)) return err({ field, problem: 'must be an object' });
  const read: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const path = field === '' ? name : `${field}.${name}`;
    const reader = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (reader === undefined) return err({ field: path, problem: 'is not a known field' });
    if (value[name] === undefined) continue;
    const result = reader(value[name], path);
    if (result.isErr()) return err(result.error);
    read[name] = result.value;
  }
  return ok(read as Read<Fields>);
}

export function choice<const Words extends readonly string[]>(...words: Words): Field<Words[number]> {
  return (value, field) =>
    words.includes(value as string)
      ? ok(value as Words[number])
      : err({ field, problem: `must be one of ${words.map((word) => `"${word}"`).join(', ')}` });
}

export function integer(least: number, most: number): Field<number> {
  return (value, field) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? ok(value as number)
      : err({ field, problem: `must be an integer from ${least} to ${most}` });
}

export function integerOr<const Word extends string>(
  word: Word,
  least: number,
  most: number,
): Field<number | Word> {
  return (value, field) =>
    value === word
      ? ok(word)
      : integer(least, most)(value, field).mapErr((refusal) => ({
          ...refusal,
          problem: `${refusal.problem}, or "${word}"`,
        }));
}

export function truth(value: unknown, field: string): Result<boolean, InvalidField> {
  return typeof value === 'boolean' ? ok(value) : err({ field, problem: 'must be true or false' });
}

export function text(pattern: RegExp, problem: string): Field<string> {
  return (value, field) =>
    typeof value === 'string' && pattern.test(value) ? ok(value) : err({ field, problem });
}

/** A list of at least one value, none twice. */
export function list<Value>(element: Field<Value>): Field<readonly Value[]> {
  return (value, field) => {
    if (!Array.isArray(value) || value.length === 0)
      return err({ field, problem: 'must be a list of at least one' });
    const read: Value[] = [];
    for (const [index, one] of value.entries()) {
      const result = element(one, `${field}[${index}]`);
      if (result.isErr()) return err(result.error);
      if (read.includes(result.value))
        return err({ field: `${field}[${index}]`, problem: 'is in the list twice' });
      read.push(result.value);
    }
    return ok(Object.freeze(read));
  };
}

export function plainObject(
  value: unknown,
  field: string,
): Result<Readonly<Record<string, unknown>>, InvalidField> {
  return isPlainObject(value) ? ok(value) : err({ field, problem: 'must be an object' });
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
