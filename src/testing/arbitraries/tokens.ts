/** Random stored tokens. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { StoredAccessToken } from '../../domain/subject/subject-record.ts';
import { instant } from './instants.ts';
import { awkwardText } from './texts.ts';

const base64Url = (length: number): Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[A-Za-z0-9_-]{${length}}$`));

/** Stored tokens. Optional fields may be missing; names and scopes are any text. */
export const storedAccessToken: Arbitrary<StoredAccessToken> = fc.record(
  {
    id: base64Url(16),
    digest: base64Url(22),
    name: awkwardText,
    owner: fc.record({ keyName: base64Url(4), nonce: base64Url(16), ciphertext: base64Url(40) }),
    bypass: fc.boolean(),
    scopes: fc.array(awkwardText, { maxLength: 5 }),
    createdAt: instant,
    expiresAt: instant,
    lastFour: base64Url(4),
    lastUsedAt: instant,
  },
  { requiredKeys: ['id', 'digest', 'name', 'owner', 'bypass', 'createdAt', 'lastFour'] },
);
