/** A clock that tests move, forwards and backwards; its sleepers wake when it passes them. @module */

import type { Clock } from '../../ports/clock.ts';
import { startOfTime } from '../seam/format-call.ts';

export interface VirtualClock extends Clock {
  /** The instant it shows, in epoch milliseconds. */
  at: number;
  /** Moves it, in milliseconds; negative moves it back. Sleepers whose time has come wake up. */
  advance(ms: number): void;
}

/**
 * A clock port that stands still until it is moved, so that nothing sleeps and every instant is known.
 *
 * @param at where it starts; default 2026-01-01T00:00:00Z.
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
