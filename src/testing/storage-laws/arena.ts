/** Where the storage laws meet the storage under test: fresh subjects, races under a schedule, and a table of what happened. @module */

import fc, { type Arbitrary, type Scheduler } from 'fast-check';
import type { ClientFingerprint, RecipientTag, SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { Storage } from '../../ports/storage.ts';
import type { StorageLawOptions } from '../law.ts';
import { type CallTable, createCallTable } from '../seam/call-table.ts';
import {
  type Fault,
  type FaultPlan,
  faultList,
  faultyRoundTrip,
  faultyStorage,
  planOf,
} from '../seam/faults.ts';
import { type RoundTrip, scheduledRoundTrip, scheduledStorage } from '../seam/schedule.ts';
import { wrapStorage } from '../seam/storage-call.ts';

/** A storage that is put through the laws. It is empty, or keeps what it has under another prefix. */
export interface StorageUnderTest {
  readonly storage: Storage;
  /**
   * What the scheduler orders. `'verbs'` (default): whole calls; half of the races then run free besides, as the storage itself
   * lets them. `'round-trips'`: every command of the storage goes through the round trip that its maker was handed.
   */
  readonly interleaves?: 'verbs' | 'round-trips' | undefined;
  /** Called once the law has been checked. */
  dispose?(): unknown;
}

/** Makes a storage for one law; called once for each law that runs. */
export type CreateStorage = (roundTrip: RoundTrip) => StorageUnderTest | Promise<StorageUnderTest>;

/** How one race goes besides its schedule. */
export interface Race {
  /** Not by the scheduler, where the storage has no seam of its own. */
  readonly free: boolean;
  /** What befalls its round trips, in the order in which they run. */
  readonly faults: readonly Fault[];
}

/** One run of a law. */
export interface Arena {
  /** For preparing and looking: calls go straight to the storage. */
  readonly storage: Storage;
  /** The same, without a row in the table for each call. */
  readonly unwatched: Storage;
  readonly options: StorageLawOptions;
  /** Names that no other run has used. */
  subject(): SubjectTag;
  client(): ClientFingerprint;
  recipient(): RecipientTag;
  attempt(): string;
  /** Lets the contestants race; each is handed the storage to race on. Answers what each came to. */
  race<Outcome>(
    how: Race,
    contestants: readonly ((storage: Storage) => Promise<Outcome>)[],
  ): Promise<readonly Outcome[]>;
  /** What has happened so far. */
  readonly table: CallTable;
}

/** Opens arenas on one storage. */
export interface ArenaMaker {
  open(scheduler: Scheduler): Arena;
  dispose(): Promise<void>;
}

/** Races for a property; without faults unless they are asked for. */
export function races(options: { readonly faults?: boolean } = {}): Arbitrary<Race> {
  return fc.record({
    free: fc.boolean(),
    faults: options.faults === true ? faultList() : fc.constant([]),
  });
}

export async function createArenas(create: CreateStorage, options: StorageLawOptions): Promise<ArenaMaker> {
  const direct: RoundTrip = (_label, make) => make();
  let current = direct;
  const made = await create((label, make) => current(label, make));
  const { storage, interleaves = 'verbs' } = made;
  let names = 0;

  function freshName(): string {
    return (++names).toString(36).padStart(22, 'A');
  }

  function raceOn({ faults, free }: Race, scheduler: Scheduler, table: CallTable): Storage {
    const plan = toldTo(table, planOf(faults));
    if (interleaves === 'round-trips') {
      current = watchedRoundTrip(faultyRoundTrip(scheduledRoundTrip(scheduler), plan), table);
      return storage;
    }
    const faulty = faultyStorage(storage, plan);
    return free ? faulty : scheduledStorage(faulty, scheduler);
  }

  function open(scheduler: Scheduler): Arena {
    const table = createCallTable();
    return {
      table,
      options,
      unwatched: storage,
      storage: watched(storage, table, '-'),
      subject: () => freshName() as SubjectTag,
      client: () => freshName() as ClientFingerprint,
      recipient: () => freshName() as RecipientTag,
      attempt: freshName,
      async race(how, contestants) {
        const raced = raceOn(how, scheduler, table);
        try {
          const all = Promise.all(
            contestants.map((contestant, index) => contestant(watched(raced, table, `client ${index + 1}`))),
          );
          return interleaves === 'verbs' && how.free ? await all : await scheduler.waitFor(all);
        } finally {
          current = direct;
        }
      },
    };
  }

  return {
    open,
    async dispose() {
      await made.dispose?.();
    },
  };
}

/** A plan that tells the table what it does. */
function toldTo(table: CallTable, plan: FaultPlan): FaultPlan {
  return (index) => {
    const fault = plan(index);
    if (fault !== 'none') table.add({ by: 'network', call: `[${fault}]`, answer: '' });
    return fault;
  };
}

function watchedRoundTrip(roundTrip: RoundTrip, table: CallTable): RoundTrip {
  return (label, make) =>
    roundTrip(label, async () => {
      table.add({ by: 'network', call: `  ${label}`, answer: '' });
      return make();
    });
}

function watched(storage: Storage, table: CallTable, by: string): Storage {
  return wrapStorage(storage, async (call, make) => {
    try {
      const answer = await make();
      table.add({ by, call, answer });
      return answer;
    } catch (error) {
      table.add({ by, call, answer: error });
      throw error;
    }
  });
}
