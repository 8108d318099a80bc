/** The names of keys: everything of one subject shares one hash tag, and so one slot of a Cluster. @module */

import { encodeText } from './stored-text.ts';

/**
 * What is kept of a subject, in the order in which a script gets those keys that it works on. Losing `s` or `a` would open something, so they have
 * no time to live; losing any other makes the subject start something again.
 *
 * | key | type | content |
 * |---|---|---|
 * | `s` | hash | epoch, authenticator, email codes; never expires |
 * | `tp` | string | the enrolment that waits for its first code |
 * | `o` | string | the emailed code |
 * | `l` | string | mails that were counted, a line each |
 * | `r` | string | recovery codes, a line each |
 * | `c` | string | trusted clients, a line each |
 * | `p` | hash | access tokens |
 * | `pu` | hash | when each was used last |
 * | `a` | string | failures and locks of each method, a line each; never expires |
 */
export const keyNames = ['s', 'tp', 'o', 'l', 'r', 'c', 'p', 'pu', 'a'] as const;

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
