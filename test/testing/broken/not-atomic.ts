/** Storages that find and then write: everything that must happen once happens twice. @module */

import { type BrokenStorage, broken } from './broken-storage.ts';

const always = (): boolean => true;

export const notAtomic: readonly BrokenStorage[] = [
  broken(
    'get-then-set: a settlement reads, compares, and writes',
    ['one-step-settles-once', 'one-email-code-settles-once', 'races-are-linearizable'],
    { notAtomic: { settle: always } },
  ),
  broken(
    'count after check: a charge looks at the count and raises it afterwards',
    ['charges-stay-in-budget', 'races-are-linearizable'],
    { notAtomic: { charge: always } },
  ),
  broken(
    'list read-modify-write: a used recovery code is taken out of a list that is written back whole',
    ['recovery-codes-settle-once-each'],
    { notAtomic: { settle: (_tag, { match }) => match.method === 'recovery-code' } },
  ),
  broken(
    'a list of trusted clients that is written after the settlement',
    ['a-change-beats-a-racing-settlement', 'trusted-clients-are-capped'],
    { trustApart: true },
  ),
  broken('a cooldown that is looked at before it is taken', ['concurrent-requests-issue-one-code'], {
    notAtomic: { issueEmailCode: always },
  }),
  broken('addresses that are looked up before they are pinned', ['addresses-are-pinned-once'], {
    notAtomic: { pinEmail: always },
  }),
  broken('a cap of mails that is read before it is raised', ['concurrent-mails-keep-the-cap'], {
    notAtomic: { countMail: always },
  }),
  broken('a token name that is looked up before it is taken', ['token-names-are-unique'], {
    notAtomic: { insertToken: always },
  }),
  broken('a token that is replaced in two steps', ['a-token-is-replaced-at-once'], {
    notAtomic: { replaceToken: always },
  }),
  broken('a use that is noted by writing the token back, revoked or not', ['a-revoked-token-is-gone'], {
    notAtomic: { findToken: always },
  }),
  broken(
    'a change that reads, voids, and writes back what it read',
    ['a-change-beats-a-racing-settlement', 'races-are-linearizable'],
    { notAtomic: { raiseGeneration: always, replaceRecoveryCodes: always, enableEmail: always } },
  ),
  broken('a mark of the root key that is read before it is written', ['the-first-mark-stays'], {
    notAtomic: { recognize: always },
  }),
  broken('an enrollment that is begun by writing back what was read', ['races-are-linearizable'], {
    notAtomic: { beginEnrollment: always },
  }),
];
