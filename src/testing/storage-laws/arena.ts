/** Connects storage laws with the storage under test: fresh names, scheduled races, a table of calls. @module */

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

/** A storage to check. It must be empty; on a shared server, give it a prefix of its own. */
export interface StorageUnderTest {
  readonly storage: Storage;
  /**
   * What the scheduler orders. `'verbs'` (default): whole calls; half of the races then run
   * unscheduled, in the order in which the storage lets them. `'round-trips'`: single commands; each
   * must go through the round trip that `CreateStorage` received.
   */
  readonly interleaves?: 'verbs' | 'round-trips' | undefined;
  /** Called after the law was checked. */
  dispose?(): unknown;
}

/** Makes a storage. It is called once for each law that runs. */
export type CreateStorage = (roundTrip: RoundTrip) => StorageUnderTest | Promise<StorageUnderTest>;

/** How one race runs. */
export interface Race {
  /** Whether calls run unscheduled. Ignored for a storage that interleaves round trips. */
  readonly free: boolean;
  /** The faults of the round trips, in the order in which they run. */
  readonly faults: readonly Fault[];
}

/** One run of a law. */
export interface Arena {
  /** The storage outside of races: for preparing a subject and for looking at the result. */
  readonly storage: Storage;
  /** The same storage; its calls are not added to the table. */
  readonly storageWithoutTable: Storage;
  readonly options: StorageLawOptions;
  /** Each call of these four returns a name that is used nowhere else. */
  subject(): SubjectTag;
  client(): ClientFingerprint;
  recipient(): RecipientTag;
  attempt(): string;
  /** Runs the contestants concurrently, each with the storage to use; resolves to their outcomes. */
  race<Outcome>(
    how: Race,
    contestants: readonly ((storage: Storage) => Promise<Outcome>)[],
  ): Promise<readonly Outcome[]>;
  /** The calls so far. */
  readonly table: CallTable;
}

/** Opens one arena for each run of a law, all on one storage. */
export interface ArenaMaker {
  open(scheduler: Scheduler): Arena;
  dispose(): Promise<void>;
}

/** Random races, with faults only if `faults` is true. */
export function races(options: { readonly faults?: boolean } = {}): Arbitrary<Race> {
  return fc.record({
    free: fc.boolean(),
    faults: options.faults === true ? faultList() : fc.constant([]),
  });
}

export async function createArenas(create: CreateStorage, options: StorageLawOptions): Promise<ArenaMaker> {
  const direct: RoundTrip = (_label, make) => make();
  let current = direct;
  const underTest = await create((label, make) => current(label, make));
  const { storage, interleaves = 'verbs' } = underTest;
  let names = 0;

  function freshName(): string {
    return (++names).toString(36).padStart(22, 'A');
  }

  function raceOn({ faults, free }: Race, scheduler: Scheduler, table: CallTable): Storage {
    const plan = planWithTable(planOf(faults), table);
    if (interleaves === 'round-trips') {
      current = roundTripWithTable(faultyRoundTrip(scheduledRoundTrip(scheduler), plan), table);
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
      storageWithoutTable: storage,
      storage: storageWithTable(storage, table, '-'),
      subject: () => freshName() as SubjectTag,
      client: () => freshName() as ClientFingerprint,
      recipient: () => freshName() as RecipientTag,
      attempt: freshName,
      async race(how, contestants) {
        const raced = raceOn(how, scheduler, table);
        try {
          const all = Promise.all(
            contestants.map((contestant, index) =>
              contestant(storageWithTable(raced, table, `client ${index + 1}`)),
            ),
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
      await underTest.dispose?.();
    },
  };
}

/** The same plan; each fault is added to the table. */
function planWithTable(plan: FaultPlan, table: CallTable): FaultPlan {
  return (index) => {
    const fault = plan(index);
    if (fault !== 'none') table.add({ by: 'network', call: `[${fault}]`, outcome: '' });
    return fault;
  };
}

/** The same round trip; each command is added to the table. */
function roundTripWithTable(roundTrip: RoundTrip, table: CallTable): RoundTrip {
  return (label, make) =>
    roundTrip(label, async () => {
      table.add({ by: 'network', call: `  ${label}`, outcome: '' });
      return make();
    });
}

/** The same storage; each call is added to the table with its outcome. */
function storageWithTable(storage: Storage, table: CallTable, by: string): Storage {
  return wrapStorage(storage, async (call, make) => {
    try {
      const outcome = await make();
      table.add({ by, call, outcome });
      return outcome;
    } catch (error) {
      table.add({ by, call, outcome: error });
      throw error;
    }
  });
}
