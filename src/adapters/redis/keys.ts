/** The names of keys: all of one subject share a hash tag, and so a slot of a Cluster. @module */

import { encodeText } from './field-kinds.ts';

/**
 * The end of each key. A lost `s` would open something. If another key is lost, the subject has to
 * start something again. Only `c` and `n` have a time to live. If `r` is lost, `s` still says how
 * many codes were left, until a recovery code is tried or a factor changes.
 *
 * | key | type | content |
 * |---|---|---|
 * | `s` | string | every other part, a line each, in the order of `formats` |
 * | `c` | string | trusted clients, a line each |
 * | `r` | string | recovery codes, a line each |
 * | `p` | hash | access tokens |
 * | `pu` | hash | the last use of each access token |
 * | `n` | string | of a recipient, in a slot of its own: counted mails, a line each |
 */
export const keyEndings = {
  subject: 's',
  trusted: 'c',
  recovery: 'r',
  tokens: 'p',
  tokenUses: 'pu',
  recipient: 'n',
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
 * braces.
 */
export function keysOf(prefix: string, tag: string, names: readonly KeyName[]): readonly string[] {
  const start = `${prefix}:{${encodeText(tag)}}:`;
  return names.map((name) => start + keyEndings[name]);
}
