/** Calls that several storage laws make. @module */

import type { Instant } from '../../domain/base/instant.ts';
import type { RecipientTag, SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { AttemptScope } from '../../domain/subject/subject-record.ts';
import type { Storage } from '../../ports/storage.ts';
import type { DrawnCall } from '../arbitraries/drawn-names.ts';
import { readsOf } from '../arbitraries/drawn-token-calls.ts';
import { comparable } from '../model/comparable.ts';
import { startOfTime } from '../seam/format-call.ts';
import { type StorageCall, makeCall } from '../seam/storage-call.ts';
import type { StorageFixture } from './storage-fixture.ts';

export async function generationOf(storage: Storage, tag: SubjectTag): Promise<number> {
  return (await storage.load(tag, {})).generation;
}

/** The generation to which a change can be bound. A subject without a record begins one. */
export async function begunGenerationOf(fixture: StorageFixture, tag: SubjectTag): Promise<number> {
  await fixture.storage.begin(tag, { attemptId: fixture.attempt() });
  return generationOf(fixture.storage, tag);
}

export async function failuresOf(storage: Storage, tag: SubjectTag, scope: AttemptScope): Promise<number> {
  return (await storage.load(tag, {})).attempts[scope]?.failures ?? 0;
}

/** Everything that a storage returns about one subject, in comparable form. */
export async function readEverything(storage: Storage, tag: SubjectTag): Promise<readonly unknown[]> {
  const outcomes: unknown[] = [];
  for (const call of readsOf(tag)) outcomes.push(comparable(await makeCall(storage, call), startOfTime));
  return outcomes;
}

/** Completes a drawn call with the current generation of the subject and a new attempt id. */
export async function completeCall(
  fixture: StorageFixture,
  drawn: DrawnCall,
  { tag, recipient = fixture.recipient(), at = startOfTime }: CallTarget,
): Promise<StorageCall> {
  const generation = await generationOf(fixture.storage, tag);
  return drawn({ tag, recipient, at, generation, attemptId: fixture.attempt() });
}

interface CallTarget {
  readonly tag: SubjectTag;
  /** Default: a recipient that no other call uses. */
  readonly recipient?: RecipientTag;
  /** Default: the first instant of a law. */
  readonly at?: Instant;
}

/** Repeats a call with its attempt id until it returns, as a caller does when replies are lost. */
export async function withRetries<Outcome>(make: () => Promise<Outcome>): Promise<Outcome> {
  let reason: unknown;
  for (let tries = 0; tries < 20; tries++) {
    try {
      return await make();
    } catch (error) {
      reason = error;
    }
  }
  throw reason;
}

/** How many of the outcomes are of this kind. */
export function count(kinds: readonly string[], kind: string): number {
  return kinds.filter((other) => other === kind).length;
}
