/** The seam: makes each round trip to a storage one task of fast-check's scheduler. @module */

import type { Scheduler } from 'fast-check';
import type { Storage } from '../../ports/storage.ts';
import { wrapStorage } from './storage-call.ts';

/**
 * Makes one round trip. If an adapter makes each of its commands through the round trip that it
 * receives, the kit decides in which order they reach the server, and can lose or repeat any.
 */
export type RoundTrip = <Reply>(label: string, make: () => Promise<Reply>) => Promise<Reply>;

/**
 * A round trip that starts when the scheduler picks it and ends before the scheduler picks another.
 * The scheduler alone orders what reaches the storage, on a real server too, so a run can be
 * repeated and shrunk.
 */
export function scheduledRoundTrip(scheduler: Scheduler): RoundTrip {
  return (label, make) =>
    new Promise((resolve, reject) => {
      // In a sequence, unlike with `schedule(promise)`, the command starts only when it is picked.
      void scheduler.scheduleSequence([
        { label, builder: () => make().then(resolve, reject) as Promise<unknown> },
      ]);
    });
}

/**
 * The same storage; each call is one task of the scheduler. Await racing calls with
 * `scheduler.waitFor(Promise.all(calls))`.
 */
export function scheduledStorage(storage: Storage, scheduler: Scheduler): Storage {
  const roundTrip = scheduledRoundTrip(scheduler);
  return wrapStorage(storage, (call, make) => roundTrip(call.verb, make));
}
