/** How a law of the storage port is written down: its name, what it draws, and what must hold in an arena. @module */

import fc, { type Arbitrary } from 'fast-check';
import { type LawName, checkProperty, defaultRuns, rememberTable } from '../check-property.ts';
import type { Law, StorageLawOptions } from '../law.ts';
import { type Arena, type CreateStorage, createArenas } from './arena.ts';

/** A law, before it knows which storage it is put to. */
export type StorageLaw = (create: CreateStorage, options: StorageLawOptions) => Law;

export interface StorageLawSource<Inputs> extends LawName {
  /** What is drawn for each run. */
  readonly inputs: Arbitrary<Inputs>;
  /** More runs than this would show nothing new. */
  readonly mostRuns?: number;
  /** Throws where the promise is broken. */
  holds(arena: Arena, inputs: Inputs): Promise<void>;
}

export function storageLaw<Inputs>(source: StorageLawSource<Inputs>): StorageLaw {
  const { id, name, promise } = source;
  return (create, options) =>
    Object.freeze<Law>({
      id,
      name,
      promise,
      async run() {
        const arenas = await createArenas(create, options);
        // The scheduler stands beside the inputs: inside a record it does not survive shrinking.
        const property = fc.asyncProperty(fc.scheduler(), source.inputs, async (scheduler, inputs) => {
          const arena = arenas.open(scheduler);
          try {
            await source.holds(arena, inputs);
          } catch (error) {
            rememberTable(error, arena.table.format());
            throw error;
          }
        });
        try {
          const runs = Math.min(options.runs ?? defaultRuns, source.mostRuns ?? Number.POSITIVE_INFINITY);
          return await checkProperty(source, property, { ...options, runs });
        } finally {
          await arenas.dispose();
        }
      },
    });
}
