/**
 * The table of storage verbs: of each verb its pure function and its outcomes, once. The storage
 * port, the memory adapter, the kit's model and the kinds that Redis may reply derive from it; the
 * Lua of the Redis scripts is compared with it.
 * @module
 */

import { deepFreeze } from '../base/deep-freeze.ts';
import { charge } from './charge.ts';
import {
  beginEnrollment,
  confirmEnrollment,
  enableEmail,
  raiseGeneration,
  removeFactor,
  replaceRecoveryCodes,
  reset,
} from './factor-changes.ts';
import { forget } from './forget.ts';
import { begin } from './generation.ts';
import { refund } from './give-back.ts';
import { issueEmailCode, withdrawEmailCode } from './issue-email-code.ts';
import { countMail } from './mail-limits.ts';
import { outcomes } from './outcomes.ts';
import { pinEmail } from './pin-email.ts';
import { recognize } from './recognize.ts';
import { settle } from './settle.ts';
import { stateOf } from './subject-state.ts';
import {
  findToken,
  insertToken,
  listTokens,
  replaceToken,
  revokeAllTokens,
  revokeToken,
} from './token-changes.ts';
import { listTrusted, revokeAllTrusted, revokeTrusted } from './trust.ts';
import { unlock } from './unlock.ts';
import type { DeploymentVerbs, RecipientVerbs, SubjectVerbs } from './verb-types.ts';

/** The verbs about one subject. */
export const subjectVerbs: SubjectVerbs = deepFreeze({
  load: { apply: (record, query) => ({ record, outcome: stateOf(record, query) }), outcomes: outcomes.load },
  charge: { apply: charge, outcomes: outcomes.charge },
  settle: { apply: settle, outcomes: outcomes.settle },
  refund: { apply: refund, outcomes: outcomes.refund },
  begin: { apply: begin, outcomes: outcomes.begin },
  beginEnrollment: { apply: beginEnrollment, outcomes: outcomes.beginEnrollment },
  confirmEnrollment: { apply: confirmEnrollment, outcomes: outcomes.confirmEnrollment },
  enableEmail: { apply: enableEmail, outcomes: outcomes.enableEmail },
  removeFactor: { apply: removeFactor, outcomes: outcomes.removeFactor },
  replaceRecoveryCodes: { apply: replaceRecoveryCodes, outcomes: outcomes.replaceRecoveryCodes },
  raiseGeneration: { apply: raiseGeneration, outcomes: outcomes.raiseGeneration },
  unlock: { apply: unlock, outcomes: outcomes.unlock },
  reset: { apply: reset, outcomes: outcomes.reset },
  forget: { apply: forget, outcomes: outcomes.forget },
  pinEmail: { apply: pinEmail, outcomes: outcomes.pinEmail },
  issueEmailCode: { apply: issueEmailCode, outcomes: outcomes.issueEmailCode },
  withdrawEmailCode: { apply: withdrawEmailCode, outcomes: outcomes.withdrawEmailCode },
  listTrusted: { apply: listTrusted, outcomes: outcomes.listTrusted },
  revokeTrusted: { apply: revokeTrusted, outcomes: outcomes.revokeTrusted },
  revokeAllTrusted: { apply: revokeAllTrusted, outcomes: outcomes.revokeAllTrusted },
  insertToken: { apply: insertToken, outcomes: outcomes.insertToken },
  replaceToken: { apply: replaceToken, outcomes: outcomes.replaceToken },
  revokeToken: { apply: revokeToken, outcomes: outcomes.revokeToken },
  revokeAllTokens: { apply: revokeAllTokens, outcomes: outcomes.revokeAllTokens },
  findToken: { apply: findToken, outcomes: outcomes.findToken },
  listTokens: { apply: listTokens, outcomes: outcomes.listTokens },
});

/** The verbs about one mail recipient. */
export const recipientVerbs: RecipientVerbs = deepFreeze({
  countMail: { apply: countMail, outcomes: outcomes.countMail },
});

/** The verbs about the storage as a whole. */
export const deploymentVerbs: DeploymentVerbs = deepFreeze({
  recognize: { apply: recognize, outcomes: outcomes.recognize },
});
