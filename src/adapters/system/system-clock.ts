/** The system clock. @module */

import { deepFreeze } from '../../domain/base/deep-freeze.ts';
import type { Clock } from '../../ports/clock.ts';

/** Reads `Date.now()`. `sleep` resolves early when its signal aborts. */
export const systemClock: Clock = deepFreeze({
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve(undefined);
        return;
      }
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve(undefined);
      }
      signal.addEventListener('abort', done, { once: true });
    }),
});
