/** How a law of the storage port is declared: name, random inputs and check. @module */

import fc, { type Arbitrary } from 'fast-check';
import { type LawName, attachTable, checkProperty, defaultRuns } from '../check-property.ts';
import type { Law, StorageLawOptions } from '../law.ts';
import { type StorageFixture, createFixtures } from './storage-fixture.ts';
import type { CreateStorage } from './storage-under-test.ts';

/** Binds a law to a storage. */
export type StorageLaw = (create: CreateStorage, options: StorageLawOptions) => Law;

export interface StorageLawSource<Inputs> extends LawName {
  /** The random inputs of each run. */
  readonly inputs: Arbitrary<Inputs>;
  /** More runs than this find nothing new. */
  readonly maxRuns?: number;
  /** Whether each run needs an empty storage: the law is about the storage as a whole. */
  readonly ownStorage?: boolean;
  /** Rejects if the promise is broken. */
  check(fixture: StorageFixture, inputs: Inputs): Promise<void>;
}

export function storageLaw<Inputs>(source: StorageLawSource<Inputs>): StorageLaw {
  const { id, name, promise } = source;
  return (create, options) =>
    Object.freeze<Law>({
      id,
      name,
      promise,
      async run() {
        const shared = source.ownStorage === true ? undefined : await createFixtures(create, options);
        // The scheduler is an input of its own: as a field of a record it breaks shrinking.
        const property = fc.asyncProperty(fc.scheduler(), source.inputs, async (scheduler, inputs) => {
          const fixtures = shared ?? (await createFixtures(create, options));
          const fixture = fixtures.open(scheduler);
          try {
            await source.check(fixture, inputs);
          } catch (error) {
            attachTable(error, fixture.table.format());
            throw error;
          } finally {
            if (fixtures !== shared) await fixtures.dispose();
          }
        });
        try {
          const runs = Math.min(options.runs ?? defaultRuns, source.maxRuns ?? Number.POSITIVE_INFINITY);
          return await checkProperty(source, property, { ...options, runs });
        } finally {
          await shared?.dispose();
        }
      },
    });
}
