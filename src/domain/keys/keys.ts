/** The keys of a deployment: one rootKey that is never rotated, and named keys of which the first writes. @module */

import { type Result, err, ok } from 'neverthrow';
import { decodeBase64Url, encodeBase64Url } from '../base/base64url.ts';
import { Secret } from '../base/secret.ts';

/** A named 32-byte key. Its name travels with what it sealed, so that old keys still open (P21). */
export interface NamedKey {
  readonly name: string;
  readonly secret: Secret;
}

declare const checked: unique symbol;

/** Keys that `parseKeys` has read. They show nothing of themselves when printed. */
export interface Keys {
  readonly [checked]: true;
  /** Names subjects and clients in storage; changing it forgets every subject, so it never changes. */
  readonly rootKey: Secret;
  /** The first seals and digests; all are tried when opening and comparing. */
  readonly named: readonly [NamedKey, ...NamedKey[]];
}

/** Why text holds no keys. It never repeats the text. */
export interface InvalidKeys {
  readonly kind: 'invalid-keys';
  readonly problem: string;
}

const version = 'sf1';
const keyBytes = 32;
const keyName = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * Reads what `generateKeys` wrote: `sf1.<rootKey>.<name>=<key>[.<name>=<key>…]`, each key 32 bytes in base64url.
 * Keep it in one environment variable. To rotate, put a new key in front and leave the old ones behind it.
 */
export function parseKeys(text: string): Result<Keys, InvalidKeys> {
  if (typeof text !== 'string') return refuse('must be text');
  const [first, rootKeyText, ...namedTexts] = text.trim().split('.');
  if (first !== version) return refuse(`must start with "${version}."`);
  const rootKey = readKey(rootKeyText);
  if (rootKey === undefined) return refuse('the rootKey must be 32 bytes in base64url');
  const named: NamedKey[] = [];
  for (const [index, part] of namedTexts.entries()) {
    const separator = part.indexOf('=');
    const name = part.slice(0, separator);
    const key = readKey(part.slice(separator + 1));
    if (separator < 0 || !keyName.test(name)) return refuse(`key ${index + 1} must be <name>=<key>`);
    if (key === undefined) return refuse(`key ${index + 1} must be 32 bytes in base64url`);
    if (named.some((other) => other.name === name)) return refuse(`key ${index + 1} repeats a name`);
    named.push({ name, secret: new Secret(key) });
  }
  const [writing, ...older] = named;
  if (writing === undefined) return refuse('at least one named key must follow the rootKey');
  return ok(Object.freeze({ rootKey: new Secret(rootKey), named: [writing, ...older] }) as unknown as Keys);
}

/**
 * The keys of a text that must hold some.
 *
 * @throws {RangeError} saying why it holds none, without the text.
 */
export function keysOf(text: string): Keys {
  const keys = parseKeys(text);
  if (keys.isErr()) throw new RangeError(`keys: ${keys.error.problem}`);
  return keys.value;
}

/** The text of fresh keys; with `previous`, the same rootKey and a new first key before the old ones. */
export function formatKeys(rootKey: Uint8Array, name: string, key: Uint8Array, previous?: Keys): string {
  const kept = previous?.named.map((old) => `${old.name}=${encodeBase64Url(old.secret.reveal())}`) ?? [];
  const rootKeyText = encodeBase64Url(previous?.rootKey.reveal() ?? rootKey);
  return [version, rootKeyText, `${name}=${encodeBase64Url(key)}`, ...kept].join('.');
}

function readKey(text: string | undefined): Uint8Array | undefined {
  const bytes = text === undefined ? undefined : decodeBase64Url(text);
  return bytes?.length === keyBytes ? bytes : undefined;
}

function refuse(problem: string): Result<never, InvalidKeys> {
  return err({ kind: 'invalid-keys', problem });
}
