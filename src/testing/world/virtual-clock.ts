/** A clock that a test moves forwards and backwards. @module */

import type { Clock } from '../../ports/clock.ts';
import { startOfTime } from '../seam/format-call.ts';

export interface VirtualClock extends Clock {
  /** The current instant, in epoch milliseconds. Setting it wakes no sleeper. */
  at: number;
  /** Moves the clock by milliseconds, back if negative, and resolves every sleep that is over. */
  advance(ms: number): void;
}

/**
 * A clock port that stands still until it is moved: no test waits, and every instant is known.
 *
 * @param at the first instant, in epoch milliseconds; default 2026-01-01T00:00:00Z.
 * @example
 * ```ts
 * import { virtualClock } from 'second-factor/testing';
 *
 * const clock = virtualClock(0);
 * clock.advance(300_000);
 * clock.now(); // => 300000
 * ```
 */
export function virtualClock(at: number = startOfTime): VirtualClock {
  const sleepers = new Set<{ readonly wakeAt: number; readonly wake: () => void }>();
  const clock: VirtualClock = {
    at,
    now: () => clock.at,
    sleep: (ms, signal) =>
      new Promise<void>((resolve) => {
        const sleeper = { wakeAt: clock.at + ms, wake: resolve };
        sleepers.add(sleeper);
        signal.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          resolve();
        });
      }),
    advance(ms) {
      clock.at += ms;
      for (const sleeper of sleepers) {
        if (sleeper.wakeAt > clock.at) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
  };
  return clock;
}
