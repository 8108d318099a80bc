/**
 * A cancel signal for the clock port: the part of `AbortController` that a sleeping clock needs.
 * @module
 */

import type { CancelSignal } from '../../ports/clock.ts';

/** Lets a sleep end early. */
export interface Cancellation {
  readonly signal: CancelSignal;
  cancel(): void;
}

/** The core names no platform global, so it brings its own signal. */
export function createCancellation(): Cancellation {
  let aborted = false;
  const listeners = new Set<() => void>();
  return {
    signal: {
      get aborted() {
        return aborted;
      },
      addEventListener: (_type, listener) => {
        listeners.add(listener);
      },
      removeEventListener: (_type, listener) => {
        listeners.delete(listener);
      },
    },
    cancel() {
      if (aborted) return;
      aborted = true;
      for (const listener of listeners) listener();
      listeners.clear();
    },
  };
}
