/** The seam: every round trip to a storage becomes one task of fast-check's scheduler, on a real server too. @module */

import type { Scheduler } from 'fast-check';
import type { Storage } from '../../ports/storage.ts';
import { wrapStorage } from './storage-call.ts';

/**
 * Makes one round trip. An adapter that passes each of its own commands through the one it is handed lets the kit decide in
 * which order they reach the server, and lose or repeat any of them.
 */
export type RoundTrip = <Answer>(label: string, make: () => Promise<Answer>) => Promise<Answer>;

/**
 * A round trip that waits until the scheduler picks it, and is over before the scheduler picks another: the order of what
 * reaches the storage is the scheduler's alone, so it repeats and shrinks.
 */
export function scheduledRoundTrip(scheduler: Scheduler): RoundTrip {
  return (label, make) =>
    new Promise((resolve, reject) => {
      // A sequence of one: unlike `schedule(promise)`, the command itself runs when it is picked.
      void scheduler.scheduleSequence([
        { label, builder: () => make().then(resolve, reject) as Promise<unknown> },
      ]);
    });
}

/**
 * The same storage, each call of which is one task of the scheduler. Await what races with
 * `scheduler.waitFor(Promise.all(calls))`.
 */
export function scheduledStorage(storage: Storage, scheduler: Scheduler): Storage {
  const roundTrip = scheduledRoundTrip(scheduler);
  return wrapStorage(storage, (call, make) => roundTrip(call.verb, make));
}
