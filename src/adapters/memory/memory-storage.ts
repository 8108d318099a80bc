/** Storage in the memory of one process: each verb is one synchronous step of the domain's own functions, and so atomic. @module */

import type { Instant } from '../../domain/base/instant.ts';
import type { RecipientTag, SubjectTag } from '../../domain/keys/keyed-names.ts';
import { type Change, charge } from '../../domain/subject/charge.ts';
import { emptyRecord } from '../../domain/subject/empty-record.ts';
import * as changes from '../../domain/subject/factor-changes.ts';
import { issueEmailCode, withdrawEmailCode } from '../../domain/subject/issue-email-code.ts';
import { countOne, nextMailAt, seenMails } from '../../domain/subject/mail-limits.ts';
import { settle } from '../../domain/subject/settle.ts';
import { type CountedMail, type SubjectRecord, stateOf } from '../../domain/subject/subject-record.ts';
import { findToken, insertToken, replaceToken, revokeToken } from '../../domain/subject/token-changes.ts';
import type { Storage } from '../../ports/storage.ts';
import { createExpiringMap } from './expiring-map.ts';
import { isEmpty, mailLifetime, subjectLifetime } from './lifetimes.ts';

export interface MemoryStorage extends Storage {
  /** How many subjects and recipients something is kept of. */
  size(): { readonly subjects: number; readonly recipients: number };
}

/** Expired records are kept this much longer, so that a clock that jumped ahead and back has opened nothing. */
const slackMs = 3_600_000;
/** How many expired records one call takes away at most: a million of them never stop the process. */
const prunedPerCall = 32;

/**
 * A storage for one process: tests, demonstrations, and applications on a single node that can lose enrollments with the process.
 * It is never weaker than the others under concurrency (P19).
 */
export function createMemoryStorage(): MemoryStorage {
  const subjects = createExpiringMap<SubjectRecord>(subjectLifetime);
  const recipients = createExpiringMap<readonly CountedMail[]>(mailLifetime);

  function read(tag: SubjectTag): SubjectRecord {
    return subjects.get(tag) ?? emptyRecord;
  }

  function prune(at: Instant): void {
    subjects.prune(at - slackMs, prunedPerCall);
    recipients.prune(at - slackMs, prunedPerCall);
  }

  /** Applies one verb. It runs to its end within this call, so nothing can come between. */
  function apply<Answer>(
    tag: SubjectTag,
    verb: (record: SubjectRecord) => Change<Answer>,
    at?: Instant,
  ): Promise<Answer> {
    const before = read(tag);
    const { record, outcome } = verb(before);
    if (record !== before) subjects.keep(tag, isEmpty(record) ? undefined : record);
    if (at !== undefined) prune(at);
    return Promise.resolve(outcome);
  }

  function countMail(
    recipient: RecipientTag,
    { attemptId, at, limits }: Parameters<Storage['countMail']>[1],
  ): 'counted' | 'capped' {
    const mails = recipients.get(recipient) ?? [];
    if (mails.some((mail) => mail.by === attemptId)) return 'counted';
    if (at < nextMailAt(mails, limits, at)) {
      recipients.keep(recipient, seenMails(mails, at));
      return 'capped';
    }
    recipients.keep(recipient, countOne(mails, limits, at, attemptId));
    return 'counted';
  }

  return {
    load: (tag, query) => Promise.resolve(stateOf(read(tag), query)),
    charge: (tag, input) => apply(tag, (record) => charge(record, input), input.at),
    settle: (tag, input) => apply(tag, (record) => settle(record, input), input.at),
    beginEnrollment: (tag, input) => apply(tag, (record) => changes.beginEnrollment(record, input)),
    confirmEnrollment: (tag, input) =>
      apply(tag, (record) => changes.confirmEnrollment(record, input), input.at),
    enableEmail: (tag, input) => apply(tag, (record) => changes.enableEmail(record, input), input.at),
    removeFactor: (tag, input) => apply(tag, (record) => changes.removeFactor(record, input)),
    replaceRecoveryCodes: (tag, input) => apply(tag, (record) => changes.replaceRecoveryCodes(record, input)),
    raiseGeneration: (tag, input) => apply(tag, (record) => changes.raiseGeneration(record, input)),
    reset: (tag, input) => apply(tag, (record) => changes.reset(record, input)),
    issueEmailCode: (tag, input) => apply(tag, (record) => issueEmailCode(record, input), input.at),
    withdrawEmailCode: (tag, input) => apply(tag, (record) => withdrawEmailCode(record, input)),
    countMail: (recipient, input) => Promise.resolve(countMail(recipient, input)),
    listTrusted: (tag) => Promise.resolve(read(tag).trusted),
    revokeTrusted: (tag, client) => apply(tag, (record) => changes.revokeTrusted(record, client)),
    revokeAllTrusted: (tag) =>
      apply(tag, (record) => ({ record: { ...record, trusted: [] }, outcome: 'revoked' })),
    insertToken: (tag, input) => apply(tag, (record) => insertToken(record, input)),
    replaceToken: (tag, input) => apply(tag, (record) => replaceToken(record, input)),
    revokeToken: (tag, id) => apply(tag, (record) => revokeToken(record, id)),
    revokeAllTokens: (tag) =>
      apply(tag, (record) => ({ record: { ...record, tokens: emptyRecord.tokens }, outcome: 'revoked' })),
    findToken: (tag, id, use) => apply(tag, (record) => findToken(record, id, use)),
    listTokens: (tag) => Promise.resolve([...read(tag).tokens.values()]),
    size: () => ({ subjects: subjects.size(), recipients: recipients.size() }),
  };
}
