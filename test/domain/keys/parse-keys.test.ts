/** Which texts are keys. @module */

import { expect, it } from 'vitest';
import { generateKeys, parseKeys } from '../../../src/index.ts';

const zeros = 'A'.repeat(43);

it.each([
  ['the root key', (text: string) => text.replace(/^sf1\.[^.]+/, `sf1.${zeros}`)],
  ['key 1', (text: string) => text.replace(/=.*$/, `=${zeros}`)],
])('refuses a template that nobody filled in: %s', (name, blank) => {
  const parsed = parseKeys(blank(generateKeys()));
  expect(parsed._unsafeUnwrapErr()).toEqual({
    kind: 'invalid-keys',
    problem: `${name} must be 32 random bytes in base64url`,
  });
});
