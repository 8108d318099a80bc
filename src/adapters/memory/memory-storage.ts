/**
 * Storage in the memory of one process: each verb is one synchronous step of the domain, and so
 * atomic.
 * @module
 */

import { deepCopy, deepFreeze } from '../../domain/base/deep-freeze.ts';
import type { DeploymentMark } from '../../domain/keys/keyed-names.ts';
import type { Change } from '../../domain/subject/change.ts';
import { type CountedMail, type SubjectRecord, emptyRecord } from '../../domain/subject/subject-record.ts';
import type { SubjectVerbName } from '../../domain/subject/verb-types.ts';
import { deploymentVerbs, recipientVerbs, subjectVerbs } from '../../domain/subject/verbs.ts';
import type { Storage } from '../../ports/storage.ts';
import { createExpiringMap } from './expiring-map.ts';
import { mailLifetime, subjectLifetime } from './lifetimes.ts';

export interface MemoryStorage extends Storage {
  /** How many subjects and recipients have something stored. */
  size(): { readonly subjects: number; readonly recipients: number };
}

export interface MemoryStorageOptions {
  /**
   * Milliseconds since any fixed moment, by a clock that nobody sets; default `performance.now()`.
   * It only decides when garbage is collected, never what has expired. For tests.
   */
  readonly elapsedMs?: (() => number) | undefined;
}

/**
 * One call removes at most this many expired parts, so that no call waits for a million of them.
 */
const maxPrunedPerCall = 32;

/**
 * A storage for one process: for tests, demonstrations, and applications on a single node that can
 * lose enrollments with the process. Under concurrency it keeps every promise of the other storages
 * (P19). It copies what it is handed, and what it hands out is fresh or frozen (P29).
 */
export function createMemoryStorage(options: MemoryStorageOptions = {}): MemoryStorage {
  const elapsedMs = options.elapsedMs ?? (() => performance.now());
  const subjects = createExpiringMap<SubjectRecord>(subjectLifetime, elapsedMs);
  const recipients = createExpiringMap<readonly CountedMail[]>(mailLifetime, elapsedMs);
  let mark: DeploymentMark | undefined;

  function prune(): void {
    subjects.prune(maxPrunedPerCall);
    recipients.prune(maxPrunedPerCall);
  }

  const names = Object.keys(subjectVerbs) as SubjectVerbName[];
  const verbs = names.map((name) => {
    const apply = subjectVerbs[name].apply as Apply<SubjectRecord>;
    const call = (tag: string, input: unknown): Promise<unknown> => {
      const before = subjects.get(tag) ?? emptyRecord;
      const { record, outcome } = apply(before, storesNothing.has(name) ? input : deepCopy(input));
      if (record !== before) subjects.keep(tag, record.generation === 0 ? undefined : record);
      if (!storesNothing.has(name)) prune();
      return Promise.resolve(outcome);
    };
    return [name, call] as const;
  });

  return {
    ...(Object.fromEntries<unknown>(verbs) as Pick<Storage, SubjectVerbName>),
    countMail: (recipient, input) => {
      const { record, outcome } = recipientVerbs.countMail.apply(
        recipients.get(recipient) ?? noMails,
        deepCopy(input),
      );
      recipients.keep(recipient, record);
      prune();
      return Promise.resolve(outcome);
    },
    recognize: (input) => {
      const { record, outcome } = deploymentVerbs.recognize.apply(mark, input);
      mark = record;
      return Promise.resolve(outcome);
    },
    size: () => ({ subjects: subjects.size(), recipients: recipients.size() }),
  };
}

/**
 * Verbs that only read: their input need not be copied, and they collect no garbage (`bench`, case
 * `authorize: trusted client`).
 */
const storesNothing: ReadonlySet<SubjectVerbName> = new Set(['load', 'listTrusted', 'listTokens']);

/** The mails of a recipient who got none. */
const noMails: readonly CountedMail[] = deepFreeze([]);

/** A verb of any name: what it does to a record runs to its end before another call begins. */
type Apply<Stored> = (stored: Stored, input: unknown) => Change<unknown, Stored>;
