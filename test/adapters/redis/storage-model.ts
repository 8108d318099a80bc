/** The model that the adapter is compared with: the domain's table of verbs. @module */

import type { Change } from '../../../src/domain/subject/change.ts';
import {
  type CountedMail,
  type SubjectRecord,
  emptyRecord,
} from '../../../src/domain/subject/subject-record.ts';
import { recipientVerbs, subjectVerbs } from '../../../src/domain/subject/verbs.ts';
import type { Storage } from '../../../src/ports/storage.ts';
import type { StorageCall } from './storage-calls.ts';

/** One subject, and the recipients whose mails were counted. */
export interface StorageModel {
  /** The call with its generation made absolute. */
  resolve(call: StorageCall): StorageCall;
  /** The outcome of the call. */
  outcomeOf(call: StorageCall): unknown;
}

export function storageModel(): StorageModel {
  let record: SubjectRecord = emptyRecord;
  const recipients = new Map<unknown, readonly CountedMail[]>();

  return {
    resolve({ verb, args }) {
      const [input, ...others] = args;
      if (typeof input !== 'object' || input === null) return { verb, args };
      const absolute = (drawn: object): object =>
        'generation' in drawn
          ? { ...drawn, generation: Math.max(0, record.generation + Number(drawn.generation)) }
          : drawn;
      const pins = 'pins' in input && typeof input.pins === 'object' ? absolute(input.pins ?? {}) : undefined;
      return { verb, args: [{ ...absolute(input), ...(pins && { pins }) }, ...others] };
    },
    outcomeOf({ verb, args }) {
      if (verb === 'countMail') {
        const [recipient, input] = args;
        const change = recipientVerbs.countMail.apply(recipients.get(recipient) ?? [], input as never);
        recipients.set(recipient, change.record);
        return change.outcome;
      }
      const apply = subjectVerbs[verb].apply as (before: SubjectRecord, input: unknown) => Change<unknown>;
      const change = apply(record, args[0]);
      record = change.record;
      return change.outcome;
    },
  };
}

/** Makes the call on a storage: `countMail` on its recipient, the others on the subject. */
export async function callOf(storage: Storage, tag: string, { verb, args }: StorageCall): Promise<unknown> {
  const method = storage[verb] as (...all: readonly unknown[]) => Promise<unknown>;
  if (verb !== 'countMail') return await method(tag, ...args);
  const [recipient, input] = args;
  return await method(`${tag}-${String(recipient)}`, input);
}
