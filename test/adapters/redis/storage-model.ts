/** Storage as the domain's pure functions say it: what every adapter is compared with. @module */

import { type Change, charge } from '../../../src/domain/subject/charge.ts';
import { emptyRecord } from '../../../src/domain/subject/empty-record.ts';
import * as changes from '../../../src/domain/subject/factor-changes.ts';
import { issueEmailCode, withdrawEmailCode } from '../../../src/domain/subject/issue-email-code.ts';
import { countOne, nextMailAt, seenMails } from '../../../src/domain/subject/mail-limits.ts';
import { settle } from '../../../src/domain/subject/settle.ts';
import { type CountedMail, type SubjectRecord, stateOf } from '../../../src/domain/subject/subject-record.ts';
import {
  findToken,
  insertToken,
  replaceToken,
  revokeToken,
} from '../../../src/domain/subject/token-changes.ts';
import type { CountMailInput, Storage } from '../../../src/ports/storage.ts';
import type { StorageCall } from './storage-calls.ts';

/** One subject, and the recipients that were written to. */
export interface StorageModel {
  /** The call with its generation made absolute. */
  resolve(call: StorageCall): StorageCall;
  /** What the call answers. */
  answer(call: StorageCall): unknown;
}

export function storageModel(): StorageModel {
  let record: SubjectRecord = emptyRecord;
  const recipients = new Map<string, readonly CountedMail[]>();

  function apply<Answer>(change: Change<Answer>): Answer {
    record = change.record;
    return change.outcome;
  }

  function countMail(recipient: string, { attemptId, at, limits }: CountMailInput): 'counted' | 'capped' {
    const mails = recipients.get(recipient) ?? [];
    if (mails.some((mail) => mail.by === attemptId)) return 'counted';
    if (at < nextMailAt(mails, limits, at)) {
      recipients.set(recipient, seenMails(mails, at));
      return 'capped';
    }
    recipients.set(recipient, countOne(mails, limits, at, attemptId));
    return 'counted';
  }

  const verbs: Readonly<Record<keyof Storage, (...args: never[]) => unknown>> = {
    load: (query: Parameters<typeof stateOf>[1]) => stateOf(record, query),
    charge: (input: Parameters<typeof charge>[1]) => apply(charge(record, input)),
    settle: (input: Parameters<typeof settle>[1]) => apply(settle(record, input)),
    beginEnrollment: (input: changes.BeginInput) => apply(changes.beginEnrollment(record, input)),
    confirmEnrollment: (input: changes.ConfirmInput) => apply(changes.confirmEnrollment(record, input)),
    enableEmail: (input: changes.EnableEmailInput) => apply(changes.enableEmail(record, input)),
    removeFactor: (input: changes.RemoveInput) => apply(changes.removeFactor(record, input)),
    replaceRecoveryCodes: (input: changes.ReplaceRecoveryInput) =>
      apply(changes.replaceRecoveryCodes(record, input)),
    raiseGeneration: (input: { readonly attemptId: string }) => apply(changes.raiseGeneration(record, input)),
    reset: (input: changes.ResetInput) => apply(changes.reset(record, input)),
    issueEmailCode: (input: Parameters<typeof issueEmailCode>[1]) => apply(issueEmailCode(record, input)),
    withdrawEmailCode: (input: Parameters<typeof withdrawEmailCode>[1]) =>
      apply(withdrawEmailCode(record, input)),
    countMail,
    listTrusted: () => record.trusted,
    revokeTrusted: (client: Parameters<typeof changes.revokeTrusted>[1]) =>
      apply(changes.revokeTrusted(record, client)),
    revokeAllTrusted: () => apply({ record: { ...record, trusted: [] }, outcome: 'revoked' }),
    insertToken: (input: Parameters<typeof insertToken>[1]) => apply(insertToken(record, input)),
    replaceToken: (input: Parameters<typeof replaceToken>[1]) => apply(replaceToken(record, input)),
    revokeToken: (id: string) => apply(revokeToken(record, id)),
    revokeAllTokens: () => apply({ record: { ...record, tokens: new Map() }, outcome: 'revoked' }),
    findToken: (id: string, use: Parameters<typeof findToken>[2]) => apply(findToken(record, id, use)),
    listTokens: () => [...record.tokens.values()],
  };

  return {
    resolve({ verb, args }) {
      const [input, ...others] = args;
      if (typeof input !== 'object' || input === null || !('generation' in input)) return { verb, args };
      const generation = Math.max(0, record.generation + Number(input.generation));
      return { verb, args: [{ ...input, generation }, ...others] };
    },
    answer: ({ verb, args }) => verbs[verb](...(args as never[])),
  };
}

/** The same call of a storage: `countMail` goes to the recipient that it names, everything else to the subject. */
export async function callOf(storage: Storage, tag: string, { verb, args }: StorageCall): Promise<unknown> {
  const method = storage[verb] as (...all: readonly unknown[]) => Promise<unknown>;
  if (verb !== 'countMail') return await method(tag, ...args);
  const [recipient, input] = args;
  return await method(`${tag}-${String(recipient)}`, input);
}
