/** Time, as a port: nothing in the core reads a clock or sleeps by itself. @module */

import type { Instant } from '../domain/base/instant.ts';

/** The part of an `AbortSignal` that a sleeping clock needs. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface Clock {
  /** The current instant in epoch milliseconds. May step backwards. */
  now(): Instant;
  /** Resolves after `ms` milliseconds, or at once (or rejects) when `signal` aborts. */
  sleep(ms: number, signal: CancelSignal): Promise<unknown>;
}
