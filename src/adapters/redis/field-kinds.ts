/** How each kind of field is written: its bytes, and the Lua pattern for them (P20). @module */

import type { HashAlgorithm } from '../../domain/base/hashing.ts';
import type { Factor } from '../../domain/policy/method.ts';
import type { AttemptScope, EmailCodePurpose } from '../../domain/subject/subject-record.ts';
import { corrupt } from './failure.ts';

/**
 * What a kind of field holds in TypeScript. `texts` is a list of texts, which `line-codec.ts`
 * reads.
 */
export interface FieldValues {
  readonly text: string;
  readonly optionalText: string | undefined;
  readonly texts: readonly string[];
  readonly count: number;
  readonly instant: number;
  readonly optionalInstant: number | undefined;
  readonly flag: boolean;
  readonly algorithm: HashAlgorithm;
  readonly purpose: EmailCodePurpose;
  readonly factor: Factor;
  readonly scope: AttemptScope;
}

export type FieldKind = keyof FieldValues;

export const scopeLetters: Readonly<Record<AttemptScope, string>> = {
  totp: 't',
  email: 'e',
  'recovery-code': 'r',
  password: 'p',
  enrollment: 'n',
};

const algorithmLetters: Readonly<Record<HashAlgorithm, string>> = { SHA1: '1', SHA256: '2', SHA512: '5' };
const factorLetters: Readonly<Record<Factor, string>> = {
  totp: scopeLetters.totp,
  email: scopeLetters.email,
};
const purposeLetters: Readonly<Record<EmailCodePurpose, string>> = { challenge: 'c', 'first-factor': 'f' };

/** Every byte that `encodeText` writes. */
const textPattern = '[ -z~]';
/** Every byte of a number. Whether the bytes are a number is checked by Lua's `number`. */
const numberPattern = '[%d.e+-]';

/**
 * What the scripts accept for each kind. A number and an escape are checked beyond their pattern.
 */
export const luaPatterns: Readonly<Record<FieldKind, string>> = {
  text: `${textPattern}+`,
  optionalText: `${textPattern}*`,
  // Each text with its separator before it.
  texts: '[ -z|~]*',
  count: '%d+',
  instant: `${numberPattern}+`,
  optionalInstant: `${numberPattern}*`,
  flag: '[01]',
  algorithm: `[${Object.values(algorithmLetters).join('')}]`,
  factor: `[${Object.values(factorLetters).join('')}]`,
  purpose: `[${Object.values(purposeLetters).join('')}]`,
  scope: `[${Object.values(scopeLetters).join('')}]`,
};

interface FieldCodec<Value> {
  readonly encode: (value: Value) => string;
  /** Throws the failure that the call rejects with if the field cannot be read. */
  readonly decode: (field: string) => Value;
}

export const fieldCodecs: { readonly [Kind in Exclude<FieldKind, 'texts'>]: FieldCodec<FieldValues[Kind]> } =
  {
    text: { encode: encodeText, decode: decodeText },
    optionalText: optional({ encode: encodeText, decode: decodeText }),
    count: { encode: encodeNumber, decode: decodeNumber },
    instant: { encode: encodeNumber, decode: decodeNumber },
    optionalInstant: optional({ encode: encodeNumber, decode: decodeNumber }),
    flag: { encode: encodeFlag, decode: (field) => field === '1' },
    algorithm: letters(algorithmLetters),
    purpose: letters(purposeLetters),
    factor: letters(factorLetters),
    scope: letters(scopeLetters),
  };

/** The field of an empty text. An empty field means that the value is absent. */
export const emptyText = '%';

/**
 * The characters that are escaped: the separator, the escape, braces, everything outside printable
 * ASCII.
 */
const escaped = /[^ !"#$&-z~]/g;
const escape = /%([0-9a-fA-F]{4})/g;

/**
 * Any text, lone surrogates included, as printable ASCII without `|`. The result is never empty.
 */
export function encodeText(text: string): string {
  if (text === '') return emptyText;
  return text.replace(escaped, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function encodeTexts(texts: readonly string[]): readonly string[] {
  return texts.map((text) => encodeText(text));
}

export function decodeText(field: string): string {
  if (!field.includes('%')) return field;
  if (field === emptyText) return '';
  return field.replace(escape, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** A finite number as text that reads back as the same number, in JavaScript and in Lua. */
export function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('a stored number must be finite');
  return String(value);
}

export function decodeNumber(field: string): number {
  const value = Number(field);
  if (field === '' || !Number.isFinite(value)) throw corrupt('unknown');
  return value;
}

export function encodeFlag(flag: boolean): string {
  return flag ? '1' : '0';
}

function optional<Value>({ encode, decode }: FieldCodec<Value>): FieldCodec<Value | undefined> {
  return {
    encode: (value) => (value === undefined ? '' : encode(value)),
    decode: (field) => (field === '' ? undefined : decode(field)),
  };
}

function letters<Name extends string>(lettersOf: Readonly<Record<Name, string>>): FieldCodec<Name> {
  const names = new Map((Object.keys(lettersOf) as Name[]).map((name) => [lettersOf[name], name]));
  return {
    encode: (name) => lettersOf[name],
    decode(letter) {
      const name = names.get(letter);
      if (name === undefined) throw corrupt('unknown');
      return name;
    },
  };
}
