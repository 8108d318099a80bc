/**
 * The keys of a deployment: one root key that is never rotated, and named keys: the first is used
 * for writing, all for reading.
 * @module
 */

import { type Result, err, ok } from 'neverthrow';
import { decodeBase64Url, encodeBase64Url } from '../base/base64url.ts';
import { deepFreeze } from '../base/deep-freeze.ts';
import { Secret } from '../base/secret.ts';

/**
 * A named 32-byte key. Its name is stored with what it sealed, so that old keys still open it
 * (P21).
 */
export interface NamedKey {
  readonly name: string;
  readonly secret: Secret;
}

declare const checked: unique symbol;

/** Keys that `parseKeys` has read. Printing them shows nothing of them. */
export interface Keys {
  readonly [checked]: true;
  /**
   * Stands for subjects and clients in storage. Changing it would forget every subject, so it never
   * changes.
   */
  readonly rootKey: Secret;
  /** The first seals and digests; all are tried when opening and comparing. */
  readonly named: readonly [NamedKey, ...NamedKey[]];
}

/** Why a text holds no keys. It never repeats the text. */
export interface InvalidKeys {
  readonly kind: 'invalid-keys';
  readonly problem: string;
}

const version = 'sf1';
const keyBytes = 32;
const keyName = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * Reads what `generateKeys` wrote: `sf1.<root key>.<name>=<key>[.<name>=<key>…]`, each key 32 bytes
 * in base64url. Keep it in one environment variable. To rotate, put a new named key before the old
 * ones.
 */
export function parseKeys(text: string): Result<Keys, InvalidKeys> {
  if (typeof text !== 'string') return invalidKeys('must be text');
  const [first, rootKeyText, ...namedTexts] = text.trim().split('.');
  if (first !== version) return invalidKeys(`must start with "${version}."`);
  const rootKey = decodeKey(rootKeyText);
  if (rootKey === undefined) return invalidKeys('the root key must be 32 random bytes in base64url');
  const named: NamedKey[] = [];
  for (const [index, part] of namedTexts.entries()) {
    const separator = part.indexOf('=');
    const name = part.slice(0, separator);
    const key = decodeKey(part.slice(separator + 1));
    if (separator < 0 || !keyName.test(name)) return invalidKeys(`key ${index + 1} must be <name>=<key>`);
    if (key === undefined) return invalidKeys(`key ${index + 1} must be 32 random bytes in base64url`);
    if (named.some((other) => other.name === name)) return invalidKeys(`key ${index + 1} repeats a name`);
    named.push(Object.freeze({ name, secret: new Secret(key) }));
  }
  const [writing, ...older] = named;
  if (writing === undefined) return invalidKeys('at least one named key must follow the root key');
  const keys = deepFreeze({ rootKey: new Secret(rootKey), named: [writing, ...older] }) as unknown as Keys;
  known.add(keys);
  return ok(keys);
}

/** Keys by hand could hold empty or guessable bytes, so only those that were read here count. */
const known = new WeakSet<object>();

/** @throws {TypeError} if there are none, or if they do not come from `parseKeys`. */
export function checkKeys(keys: Keys | null | undefined): Keys {
  if (typeof keys !== 'object' || keys === null || !known.has(keys))
    throw new TypeError(
      'keys must be the text that generateKeys() returns, or what parseKeys() read from it',
    );
  return keys;
}

/**
 * The keys of a host that must have some, or the keys in their text.
 *
 * @throws {TypeError} if there are none, or if they were made by hand.
 * @throws {RangeError} if the text cannot be read. The message does not repeat the text.
 */
export function requireKeys(keys: Keys | string | null | undefined): Keys {
  if (typeof keys !== 'string') return checkKeys(keys);
  const parsed = parseKeys(keys);
  if (parsed.isErr()) throw new RangeError(`keys: ${parsed.error.problem}`);
  return parsed.value;
}

/**
 * The text of fresh keys; with `previous`, its root key and a new first key before its named keys.
 */
export function formatKeys(rootKey: Uint8Array, name: string, key: Uint8Array, previous?: Keys): string {
  const [rootKeyText = encodeBase64Url(rootKey), ...kept] = previous ? textsOf(previous) : [];
  return [version, rootKeyText, `${name}=${encodeBase64Url(key)}`, ...kept].join('.');
}

/** Whether both have the same root key and the same named keys, in any order. */
export function areSameKeys(some: Keys, others: Keys): boolean {
  return textsOf(some).toSorted().join() === textsOf(others).toSorted().join();
}

/** The texts of the root key and of each named key. */
function textsOf({ rootKey, named }: Keys): readonly string[] {
  const namedTexts = named.map(({ name, secret }) => `${name}=${encodeBase64Url(secret.reveal())}`);
  return [encodeBase64Url(rootKey.reveal()), ...namedTexts];
}

/** 32 bytes that are not all the same: a template that nobody filled in is no key. */
function decodeKey(text: string | undefined): Uint8Array | undefined {
  const bytes = text === undefined ? undefined : decodeBase64Url(text);
  return bytes?.length === keyBytes && bytes.some((byte) => byte !== bytes[0]) ? bytes : undefined;
}

function invalidKeys(problem: string): Result<never, InvalidKeys> {
  return err({ kind: 'invalid-keys', problem });
}
