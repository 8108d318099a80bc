/** What storage holds of a subject before the first change. @module */

import type { SubjectRecord } from './subject-record.ts';

/** A subject of whom nothing is stored. */
export const emptyRecord: SubjectRecord = Object.freeze({
  generation: 0,
  changedBy: '',
  totp: undefined,
  pendingTotp: undefined,
  email: undefined,
  emailCode: undefined,
  mails: [],
  recoveryCodes: [],
  trusted: [],
  tokens: new Map(),
  attempts: Object.freeze({}),
});
