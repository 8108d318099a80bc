/** Keeps the calls of a storage with their times and outcomes, for `isLinearizable`. @module */

import type { Storage } from '../../ports/storage.ts';
import { wrapStorage } from '../seam/storage-call.ts';
import type { Observed } from './linearize.ts';

/** Observes calls through any number of wrappers of one storage. */
export interface History {
  /** The same storage; its calls are observed. */
  watch(storage: Storage): Storage;
  /** All calls so far, in the order in which they were made. */
  calls(): readonly Observed[];
}

/**
 * Starts an empty history with its own logical clock.
 *
 * @param options `mayRepeat`: the network may deliver any call twice, so each call is accompanied
 *   by a second one of unknown outcome.
 */
export function watchHistory(options: { readonly mayRepeat?: boolean } = {}): History {
  const observed: Observed[] = [];
  let now = 0;
  return {
    calls: () => observed.toSorted((a, b) => a.calledAt - b.calledAt),
    watch: (storage) =>
      wrapStorage(storage, async (call, make) => {
        const calledAt = ++now;
        const withoutOutcome = (at: number): Observed => ({
          call,
          calledAt: at,
          returnedAt: Number.POSITIVE_INFINITY,
        });
        try {
          const value = await make();
          observed.push({ call, calledAt, returnedAt: ++now, outcome: { value } });
          if (options.mayRepeat === true) observed.push(withoutOutcome(calledAt + 0.5));
          return value;
        } catch (error) {
          observed.push(withoutOutcome(calledAt));
          throw error;
        }
      }),
  };
}
