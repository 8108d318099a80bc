/** Searches everything that a value shows for planted secrets. @module */

import { inspect } from 'node:util';
import { encodeBase32 } from '../../../src/otp.ts';

/** A secret, in every spelling that could show. */
export interface Planted {
  readonly name: string;
  readonly spellings: readonly string[];
}

export function plantText(name: string, text: string): Planted {
  const bare = text.replace(/[ -]/g, '');
  return { name, spellings: [...new Set([text, bare, bare.toLowerCase(), ...encodings(Buffer.from(text))])] };
}

export function plantBytes(name: string, bytes: Uint8Array): Planted {
  const numbers = [...bytes.subarray(0, 8)];
  const listed = numbers.map((byte, index) => `"${index}":${byte}`).join(',');
  return {
    name,
    spellings: [
      ...encodings(bytes),
      encodeBase32(bytes, { padding: false }),
      numbers.join(', '),
      numbers.join(','),
      listed,
    ],
  };
}

function encodings(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes);
  // The last characters depend on what follows the bytes.
  return [
    buffer.toString('hex'),
    buffer.toString('base64').replace(/.{0,2}=*$/, ''),
    buffer.toString('base64url').slice(0, -2),
  ];
}

/** The names of the secrets that a value shows in any way. */
export function leaksIn(value: unknown, planted: readonly Planted[]): readonly string[] {
  const shown = everythingShown(value).join('\n');
  return planted
    .filter(({ spellings }) => spellings.some((spelling) => spelling.length > 5 && shown.includes(spelling)))
    .map(({ name }) => name);
}

/** The value as text, as JSON, inspected with hidden properties, and property by property. */
export function everythingShown(value: unknown): readonly string[] {
  const reached: string[] = [];
  walk(value, new Set(), reached);
  return [
    attempt(() => JSON.stringify(value)),
    attempt(() => inspect(value, whole)),
    attempt(() => inspect(value, { ...whole, customInspect: false })),
    attempt(() => String(value)),
    ...reached,
  ];
}

const whole = {
  depth: Number.POSITIVE_INFINITY,
  showHidden: true,
  showProxy: true,
  getters: true,
  maxArrayLength: Number.POSITIVE_INFINITY,
  maxStringLength: Number.POSITIVE_INFINITY,
} as const;

/** Collects what `inspect` omits: prototypes, symbols, hidden properties and encoded bytes. */
function walk(value: unknown, seen: Set<unknown>, reached: string[]): void {
  if (typeof value === 'string') reached.push(value);
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
  seen.add(value);
  if (ArrayBuffer.isView(value)) {
    reached.push(...encodings(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)));
    return;
  }
  if (value instanceof Map || value instanceof Set) {
    for (const entry of value) walk(entry, seen, reached);
  }
  for (const name of Reflect.ownKeys(value)) {
    reached.push(String(name));
    const { value: part } = Object.getOwnPropertyDescriptor(value, name) ?? {};
    walk(part, seen, reached);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Function.prototype) walk(prototype, seen, reached);
}

function attempt(show: () => string | undefined): string {
  try {
    return show() ?? '';
  } catch (reason) {
    return String(reason);
  }
}
