/** Faults of a round trip: a request or its reply is lost, or a request arrives twice. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Storage, StorageFailure } from '../../ports/storage.ts';
import type { RoundTrip } from './schedule.ts';
import { type StorageCall, wrapStorage } from './storage-call.ts';

/**
 * What happens to one round trip.
 *
 * - `not-sent`: it rejects, and nothing was done.
 * - `reply-lost`: it rejects with an unknown outcome, and the call was done.
 * - `duplicated`: the call is done twice, as by a client that sends again when it reconnects. The
 *   second reply arrives.
 */
export type Fault = 'none' | 'not-sent' | 'reply-lost' | 'duplicated';

/** Chooses the fault of the round trip with this index, counted from 0. */
export type FaultPlan = (index: number, call?: StorageCall) => Fault;

/** Every fault but `none`. */
export const faults: readonly Exclude<Fault, 'none'>[] = Object.freeze([
  'not-sent',
  'reply-lost',
  'duplicated',
]);

/** A plan that takes its faults from a list. Round trips beyond its end have none. */
export function planOf(list: readonly Fault[]): FaultPlan {
  return (index) => list[index] ?? 'none';
}

/** Lists of faults for `planOf`. Most entries are `none`, and lists shrink towards none. */
export function faultList(maxLength: number = 12): Arbitrary<readonly Fault[]> {
  const fault = fc.oneof(
    { arbitrary: fc.constant<Fault>('none'), weight: 3 },
    { arbitrary: fc.constantFrom<Fault>(...faults), weight: 2 },
  );
  return fc.array(fault, { maxLength });
}

/** The same storage, with the faults of a plan in its calls. */
export function faultyStorage(storage: Storage, plan: FaultPlan): Storage {
  let index = 0;
  return wrapStorage(storage, (call, make) => withFault(plan(index++, call), make));
}

/** The same round trips, with the faults of a plan. */
export function faultyRoundTrip(roundTrip: RoundTrip, plan: FaultPlan): RoundTrip {
  let index = 0;
  return (label, make) => {
    const fault = plan(index++);
    const labelWithFault = fault === 'none' ? label : `${label} [${fault}]`;
    return roundTrip(labelWithFault, () => withFault(fault, make));
  };
}

async function withFault<Value>(fault: Fault, make: () => Promise<Value>): Promise<Value> {
  switch (fault) {
    case 'none':
      return make();
    case 'not-sent':
      throw storageFailure('not-applied');
    case 'reply-lost':
      await make();
      throw storageFailure('unknown');
    case 'duplicated':
      await make();
      return make();
  }
}

/** The error with which a storage rejects when a round trip fails. */
function storageFailure(outcome: StorageFailure['outcome']): Error & StorageFailure {
  return Object.assign(new Error(`injected fault: ${outcome}`), { kind: 'unavailable' as const, outcome });
}
