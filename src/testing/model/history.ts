/** The history of calls: when each was made and returned, and its outcome. @module */

import type { Storage } from '../../ports/storage.ts';
import { wrapStorage } from '../seam/storage-call.ts';
import type { Observed } from './linearize.ts';

/** Observes the calls of one or several storages over the same data. */
export interface History {
  /** The same storage, each call of which is added to the history. */
  watch(storage: Storage): Storage;
  /** All calls so far, in the order in which they were made. */
  calls(): readonly Observed[];
}

/**
 * Starts a history, which counts its own time.
 *
 * @param options `mayRepeat`: the network may have delivered any call twice. Each call then comes
 *   with a second one of unknown outcome.
 */
export function watchHistory(options: { readonly mayRepeat?: boolean } = {}): History {
  const observed: Observed[] = [];
  let now = 0;
  return {
    calls: () => observed.toSorted((a, b) => a.calledAt - b.calledAt),
    watch: (storage) =>
      wrapStorage(storage, async (call, make) => {
        const calledAt = ++now;
        const unknown = (): Observed => ({ call, calledAt: ++now, returnedAt: Number.POSITIVE_INFINITY });
        try {
          const value = await make();
          observed.push({ call, calledAt, returnedAt: ++now, outcome: { value } });
          if (options.mayRepeat === true) observed.push({ ...unknown(), calledAt: calledAt + 0.5 });
          return value;
        } catch (error) {
          observed.push({ ...unknown(), calledAt });
          throw error;
        }
      }),
  };
}
