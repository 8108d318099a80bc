/** Every outcome of each storage verb, with its meaning. @module */

import { deepFreeze } from '../base/deep-freeze.ts';
import type { DeploymentVerbs, RecipientVerbs, SubjectVerbs } from './verb-types.ts';

type OutcomesOf<Verbs> = {
  readonly [Name in keyof Verbs]: Verbs[Name] extends { readonly outcomes: infer Outcomes }
    ? Outcomes
    : never;
};

const superseded =
  'the subject changed, or tokens or all trust were revoked, since the generation of the input (P11)';

export const outcomes: OutcomesOf<SubjectVerbs & RecipientVerbs & DeploymentVerbs> = deepFreeze({
  load: {},
  charge: {
    charged: 'one failure is counted: compare now',
    locked: 'refused until `retryAt`, nothing is counted',
    disabled: 'the cap of failures is reached, nothing is counted',
    malformed: 'the text has another shape, nothing is counted',
    trusted: 'the client is trusted, nothing is counted',
    'not-enrolled': 'none of the candidates is enrolled, nothing is counted',
  },
  settle: {
    settled: 'the match is spent',
    spent: 'the match was spent before, and the charge is given back',
    superseded,
  },
  refund: { refunded: 'the attempt is in no budget' },
  begin: { begun: 'the subject has a generation' },
  beginEnrollment: { begun: 'the enrollment waits for its first code', superseded },
  confirmEnrollment: {
    confirmed: 'the authenticator is live',
    'not-pending': 'no such enrollment is pending',
    superseded,
  },
  enableEmail: {
    enabled: 'email codes are on, the recovery codes are the old ones',
    'enabled-with-recovery-codes': 'email codes are on, and the recovery codes are stored',
    superseded,
  },
  removeFactor: { removed: 'the factor is gone', 'not-enrolled': 'there was no such factor', superseded },
  replaceRecoveryCodes: {
    replaced: 'only the new codes work',
    'not-enrolled': 'there is no factor that they could stand in for',
    superseded,
  },
  raiseGeneration: {
    raised: 'nothing from before settles',
    'raised-unpinned': 'as `raised`, but the addresses were vouched for at another generation',
  },
  unlock: { unlocked: 'no failure and no lock is left' },
  reset: { reset: 'only counted mails and the kept tokens are left' },
  pinEmail: { pinned: '`email` is the enrollment of now, pinned by this call or before', superseded },
  forget: { erased: 'nothing of the subject is left', absent: 'there was nothing of the subject' },
  issueEmailCode: {
    issued: 'the code is live and one mail is counted',
    'too-soon': 'a limit is reached until `nextCodeAt`',
    superseded,
  },
  withdrawEmailCode: {
    withdrawn: 'the code is gone, and the code that it replaced is back',
    'not-live': 'another code is live, or none',
  },
  listTrusted: {},
  revokeTrusted: { revoked: 'the client is not trusted', 'not-found': 'it was not trusted before' },
  revokeAllTrusted: { revoked: 'no client is trusted, and no attempt under way will trust one' },
  insertToken: {
    inserted: 'the token is stored',
    'name-taken': 'another token has this name',
    'limit-reached': 'the subject has `maxTokens` tokens',
    superseded,
  },
  replaceToken: { replaced: 'only the new text works', 'not-found': 'there is no such token', superseded },
  revokeToken: {
    revoked: 'the token is gone, and no creation under way makes one',
    'not-found': 'there was no such token',
  },
  revokeAllTokens: { revoked: 'the subject has no token, and no creation under way makes one' },
  findToken: {},
  listTokens: {},
  countMail: { counted: 'the mail may be sent', capped: 'a limit is reached' },
  recognize: {
    same: 'the storage has this mark',
    first: 'the storage had no mark, and has this one from now on',
    other: 'the storage was written under another root key: nothing that it returns counts',
  },
});
