/** The fixture of a storage law: the storage, fresh names, races, and all calls. @module */

import fc, { type Arbitrary, type Scheduler } from 'fast-check';
import type {
  AddressTag,
  ClientFingerprint,
  RecipientTag,
  SubjectTag,
} from '../../domain/keys/keyed-names.ts';
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
import type { CreateStorage } from './storage-under-test.ts';

/** The conditions of one race, besides its schedule. */
export interface Race {
  /** Whether calls run without the scheduler. Ignored if the scheduler orders round trips. */
  readonly unscheduled: boolean;
  /** The faults of its round trips, in the order in which they run. */
  readonly faults: readonly Fault[];
}

/** The fixture of one run of a law. */
export interface StorageFixture {
  /** The storage under test, for preparation and inspection: without scheduler and faults. */
  readonly storage: Storage;
  /** The same storage, without a row in the table for each call. */
  readonly unlogged: Storage;
  readonly options: StorageLawOptions;
  /** Each of these returns a name that no other run uses. */
  subject(): SubjectTag;
  client(): ClientFingerprint;
  address(): AddressTag;
  recipient(): RecipientTag;
  attempt(): string;
  /**
   * Runs callers concurrently, each on the storage it is given. Resolves to the results in order.
   */
  race<Result>(
    race: Race,
    callers: readonly ((storage: Storage) => Promise<Result>)[],
  ): Promise<readonly Result[]>;
  /** The calls so far. */
  readonly table: CallTable;
}

/** Fixtures on one storage. */
export interface StorageFixtures {
  open(scheduler: Scheduler): StorageFixture;
  dispose(): Promise<void>;
}

/** Random races; without faults unless the options ask for them. */
export function races(options: { readonly faults?: boolean } = {}): Arbitrary<Race> {
  return fc.record({
    unscheduled: fc.boolean(),
    faults: options.faults === true ? faultList() : fc.constant([]),
  });
}

export async function createFixtures(
  create: CreateStorage,
  options: StorageLawOptions,
): Promise<StorageFixtures> {
  const direct: RoundTrip = (_label, make) => make();
  let current = direct;
  const underTest = await create((label, make) => current(label, make));
  const { storage, interleaves = 'verbs' } = underTest;
  let names = 0;

  /** 22 characters, as tags and ids have. */
  function freshName(): string {
    return (++names).toString(36).padStart(22, 'A');
  }

  /** The storage that the callers of a race call. */
  function storageFor({ faults, unscheduled }: Race, scheduler: Scheduler, table: CallTable): Storage {
    const plan = logFaults(planOf(faults), table);
    if (interleaves === 'round-trips') {
      current = logRoundTrips(faultyRoundTrip(scheduledRoundTrip(scheduler), plan), table);
      return storage;
    }
    const faulty = faultyStorage(storage, plan);
    return unscheduled ? faulty : scheduledStorage(faulty, scheduler);
  }

  function open(scheduler: Scheduler): StorageFixture {
    const table = createCallTable();
    return {
      table,
      options,
      unlogged: storage,
      storage: logCalls(storage, table, '-'),
      subject: () => freshName() as SubjectTag,
      client: () => freshName() as ClientFingerprint,
      address: () => freshName() as AddressTag,
      recipient: () => freshName() as RecipientTag,
      attempt: freshName,
      async race(race, callers) {
        const raced = storageFor(race, scheduler, table);
        try {
          const all = Promise.all(
            callers.map((caller, index) => caller(logCalls(raced, table, `client ${index + 1}`))),
          );
          return interleaves === 'verbs' && race.unscheduled ? await all : await scheduler.waitFor(all);
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

/** The same plan, which adds its faults to the table. */
function logFaults(plan: FaultPlan, table: CallTable): FaultPlan {
  return (index) => {
    const fault = plan(index);
    if (fault !== 'none') table.add({ by: 'network', call: `[${fault}]`, outcome: '' });
    return fault;
  };
}

/** The same round trips, each of which is added to the table. */
function logRoundTrips(roundTrip: RoundTrip, table: CallTable): RoundTrip {
  return (label, make) =>
    roundTrip(label, async () => {
      table.add({ by: 'network', call: `  ${label}`, outcome: '' });
      return make();
    });
}

/** The same storage, each call of which is added to the table. */
function logCalls(storage: Storage, table: CallTable, by: string): Storage {
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
