/**
 * A call of the storage port as a value: to be wrapped, scheduled, repeated, compared and printed.
 * @module
 */

import type {
  DeploymentVerbName,
  RecipientVerbName,
  SubjectVerbName,
} from '../../domain/subject/verb-types.ts';
import { deploymentVerbs, recipientVerbs, subjectVerbs } from '../../domain/subject/verbs.ts';
import type { Storage } from '../../ports/storage.ts';

export type StorageVerb = keyof Storage;

/** One call: the verb and what it is handed. */
export type StorageCall = {
  readonly [Verb in StorageVerb]: { readonly verb: Verb; readonly args: Parameters<Storage[Verb]> };
}[StorageVerb];

/** What is done around every call; it decides whether, when and how often the call is made. */
export type Around = <Answer>(call: StorageCall, make: () => Promise<Answer>) => Promise<Answer>;

/** Every verb of the storage port. */
export const storageVerbs: readonly StorageVerb[] = Object.freeze([
  ...(Object.keys(subjectVerbs) as SubjectVerbName[]),
  ...(Object.keys(recipientVerbs) as RecipientVerbName[]),
  ...(Object.keys(deploymentVerbs) as DeploymentVerbName[]),
]);

/**
 * A name for what a call is about: the same for two calls about one subject, about one recipient,
 * or about the storage as a whole.
 */
export function objectOf(call: StorageCall): string {
  if (call.verb === 'recognize') return 'storage';
  return `${call.verb === 'countMail' ? 'recipient' : 'subject'} ${call.args[0]}`;
}

/** The same storage with something around every call. */
export function wrapStorage(storage: Storage, around: Around): Storage {
  const wrapped = storageVerbs.map((verb) => [
    verb,
    (...args: unknown[]) => {
      const call = { verb, args } as unknown as StorageCall;
      return around(call, () => makeCall(storage, call));
    },
  ]);
  return Object.fromEntries(wrapped) as Storage;
}

/** Makes a call. A verb that throws instead of rejecting rejects here. */
export async function makeCall<Answer>(storage: Storage, { verb, args }: StorageCall): Promise<Answer> {
  const method = storage[verb] as (...args: unknown[]) => Promise<Answer>;
  return await method.apply(storage, args);
}
