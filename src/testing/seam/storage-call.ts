/** A call of the storage port as a value, which can be wrapped, repeated and printed. @module */

import type { RecipientVerbName, SubjectVerbName } from '../../domain/subject/verb-types.ts';
import { recipientVerbs, subjectVerbs } from '../../domain/subject/verbs.ts';
import type { Storage } from '../../ports/storage.ts';

export type StorageVerb = keyof Storage;

/** One call: the verb and its arguments. */
export type StorageCall = {
  readonly [Verb in StorageVerb]: { readonly verb: Verb; readonly args: Parameters<Storage[Verb]> };
}[StorageVerb];

/** Wraps a call: decides whether, when and how often `make` runs. */
export type Around = <Outcome>(call: StorageCall, make: () => Promise<Outcome>) => Promise<Outcome>;

/** Every verb of the storage port. */
export const storageVerbs: readonly StorageVerb[] = Object.freeze([
  ...(Object.keys(subjectVerbs) as SubjectVerbName[]),
  ...(Object.keys(recipientVerbs) as RecipientVerbName[]),
]);

/** The same storage, with each call wrapped by `around`. */
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

/** Makes a call. If the verb throws synchronously, the promise rejects. */
export async function makeCall<Outcome>(storage: Storage, { verb, args }: StorageCall): Promise<Outcome> {
  const method = storage[verb] as (...args: unknown[]) => Promise<Outcome>;
  return await method.apply(storage, args);
}
