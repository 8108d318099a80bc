/** The names of keys: everything of one subject shares one hash tag, and so one slot of a Cluster. @module */

import { encodeText } from './stored-text.ts';

/**
 * What is kept of a subject, in the order in which a script gets those keys that it works on. Losing `s` would open something;
 * losing any other makes the subject start something again. Only `c` has a time to live. Where `r` is lost, `s` tells how many codes
 * were left until one is tried or something else changes.
 *
 * | key | type | content |
 * |---|---|---|
 * | `s` | string | everything else, a line each: generation and how many recovery codes are left, authenticator, email codes, failures and locks of each method, the enrollment that waits for its first code, the emailed code, mails that were counted |
 * | `c` | string | trusted clients, a line each |
 * | `r` | string | recovery codes, a line each |
 * | `p` | hash | access tokens |
 * | `pu` | hash | when each was used last |
 */
export const keyNames = ['s', 'c', 'r', 'p', 'pu'] as const;

export type KeyName = (typeof keyNames)[number];

/**
 * @throws RangeError for a prefix with a brace, which would move keys to other slots
 */
export function checkPrefix(prefix: string): string {
  if (typeof prefix !== 'string' || /[{}]/.test(prefix))
    throw new RangeError('prefix must be a text without { and }');
  return prefix;
}

export function subjectKeys(prefix: string, tag: string, names: readonly KeyName[]): readonly string[] {
  const start = keyStart(prefix, tag);
  return names.map((name) => `${start}${name}`);
}

/** The mails that were counted for one recipient, in the recipient's own slot. */
export function recipientKey(prefix: string, tag: string): string {
  return `${keyStart(prefix, tag)}n`;
}

/** A tag is 22 characters of base64url; should it ever be something else, it still stays between its braces. */
function keyStart(prefix: string, tag: string): string {
  return `${prefix}:{${encodeText(tag)}}:`;
}
