/** Round trips as tasks of fast-check's scheduler, for real servers as well. @module */

import type { Scheduler } from 'fast-check';
import type { Storage } from '../../ports/storage.ts';
import { wrapStorage } from './storage-call.ts';

/**
 * Makes one round trip. An adapter that passes each of its commands through this function lets the
 * kit order the commands, lose them and repeat them.
 */
export type RoundTrip = <Value>(label: string, make: () => Promise<Value>) => Promise<Value>;

/**
 * A round trip that starts when the scheduler picks it, and ends before the scheduler picks
 * another. The scheduler alone decides the order in which commands reach the storage, so a failing
 * order can be repeated and shrunk.
 */
export function scheduledRoundTrip(scheduler: Scheduler): RoundTrip {
  return (label, make) =>
    new Promise((resolve, reject) => {
      // Unlike `schedule(promise)`, a sequence of one starts the command only when it is picked.
      void scheduler.scheduleSequence([
        { label, builder: () => make().then(resolve, reject) as Promise<unknown> },
      ]);
    });
}

/**
 * The same storage, each call of which is one task of the scheduler. Await racing calls with
 * `scheduler.waitFor(Promise.all(calls))`.
 */
export function scheduledStorage(storage: Storage, scheduler: Scheduler): Storage {
  const roundTrip = scheduledRoundTrip(scheduler);
  return wrapStorage(storage, (call, make) => roundTrip(call.verb, make));
}
