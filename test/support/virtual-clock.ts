/** A clock that tests move, forwards and backwards; its sleepers wake when it passes them. @module */

import type { Clock } from '../../src/ports/clock.ts';

export interface VirtualClock extends Clock {
  /** The instant it shows. */
  at: number;
  /** Moves it, in milliseconds; negative moves it back. Sleepers whose time has come wake up. */
  advance(ms: number): void;
}

export function virtualClock(at = Date.UTC(2026, 0, 1)): VirtualClock {
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
