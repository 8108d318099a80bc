/** Who called what, when, and what came back: what the search for an order is about. @module */

import type { Storage } from '../../ports/storage.ts';
import { wrapStorage } from '../seam/storage-call.ts';
import type { Observed } from './linearize.ts';

/** Watches calls of one or several storages that are the same underneath. */
export interface History {
  /** The same storage, watched. */
  watch(storage: Storage): Storage;
  /** Everything so far, in the order in which it was called. */
  calls(): readonly Observed[];
}

/**
 * A history on a clock of its own. `mayRepeat`: the network may have delivered any call twice; each is
 * then accompanied by one of unknown outcome.
 */
export function watchHistory(options: { readonly mayRepeat?: boolean } = {}): History {
  const observed: Observed[] = [];
  let now = 0;
  return {
    calls: () => observed.toSorted((a, b) => a.calledAt - b.calledAt),
    watch: (storage) =>
      wrapStorage(storage, async (call, make) => {
        const calledAt = ++now;
        const unknown = (): Observed => ({ call, calledAt: ++now, answeredAt: Number.POSITIVE_INFINITY });
        try {
          const value = await make();
          observed.push({ call, calledAt, answeredAt: ++now, answer: { value } });
          if (options.mayRepeat === true) observed.push({ ...unknown(), calledAt: calledAt + 0.5 });
          return value;
        } catch (error) {
          observed.push({ ...unknown(), calledAt });
          throw error;
        }
      }),
  };
}
