/** The names of keys: all of one subject share a hash tag, and so a slot of a Cluster. @module */

import { encodeText } from './field-kinds.ts';

/**
 * The end of each key. Only `c` and `n` have a time to live. `n` belongs to a recipient and lies in
 * a slot of its own. `mark` belongs to the whole storage and has no tag.
 *
 * | key | type | content | if it is lost |
 * |---|---|---|---|
 * | `s` | string | every other part, a line each | **opens**: the subject looks never enrolled |
 * | `c` | string | trusted clients, a line each | each client is asked again |
 * | `r` | string | recovery codes, a line each | none works; `s` counts them until one is tried |
 * | `p` | hash | access tokens | each token is unknown |
 * | `pu` | hash | the last use of each token | only that display is lost |
 * | `n` | string | counted mails, a line each | the caps of the recipient start again |
 * | `mark` | string | the mark of the root key | another root key is no longer noticed |
 */
export const keyEndings = {
  subject: 's',
  trusted: 'c',
  recovery: 'r',
  tokens: 'p',
  tokenUses: 'pu',
  recipient: 'n',
  mark: 'mark',
} as const;

export type KeyName = keyof typeof keyEndings;

/**
 * @throws {RangeError} if the prefix contains a brace, which would move keys to other slots.
 */
export function checkPrefix(prefix: string): string {
  if (typeof prefix !== 'string' || /[{}]/.test(prefix))
    throw new RangeError('prefix must be a string without { and }');
  return prefix;
}

/**
 * A tag is 22 characters of base64url. Any other text is escaped, so that it stays between its
 * braces. Without a tag a key belongs to the whole storage.
 */
export function keysOf(
  prefix: string,
  tag: string | undefined,
  names: readonly KeyName[],
): readonly string[] {
  const start = tag === undefined ? `${prefix}:` : `${prefix}:{${encodeText(tag)}}:`;
  return names.map((name) => start + keyEndings[name]);
}
