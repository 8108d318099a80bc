/** A cancel signal for the clock port, without a platform. @module */

import type { CancelSignal } from '../../ports/clock.ts';

/** Lets a sleep end early. */
export interface Cancellation {
  readonly signal: CancelSignal;
  cancel(): void;
}

/**
 * The core names no platform global, so it brings a signal of its own: the part of `AbortSignal`
 * that `CancelSignal` names. Listeners are called as an `AbortSignal` calls them. One that throws
 * changes nothing: the call that it belonged to has ended.
 */
export function createCancellation(): Cancellation {
  let aborted = false;
  const listeners = new Set<Listener>();
  const signal = {
    get aborted() {
      return aborted;
    },
    addEventListener: (_type: 'abort', listener: Listener) => {
      listeners.add(listener);
    },
    removeEventListener: (_type: 'abort', listener: Listener) => {
      listeners.delete(listener);
    },
  };
  return {
    signal,
    cancel() {
      if (aborted) return;
      aborted = true;
      for (const listener of listeners) notify(signal, listener);
      listeners.clear();
    },
  };
}

type Listener = (this: unknown, event: { readonly type: 'abort'; readonly target: unknown }) => void;

function notify(signal: CancelSignal, listener: Listener | { readonly handleEvent: Listener }): void {
  const event = { type: 'abort', target: signal } as const;
  try {
    if (typeof listener === 'function') listener.call(signal, event);
    else listener.handleEvent(event);
  } catch {
    // The clock's own listener failed.
  }
}
