/** Faults of a round trip: not sent, sent with the reply lost, or delivered twice. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Storage, StorageFailure } from '../../ports/storage.ts';
import type { RoundTrip } from './schedule.ts';
import { type StorageCall, wrapStorage } from './storage-call.ts';

/**
 * `not-sent`: nothing is done, and the call rejects. `reply-lost`: the command is done, and the
 * call rejects with an unknown outcome. `duplicated`: the command is done twice, as by a client
 * that sends it again when it reconnects, and the second reply is returned.
 */
export type Fault = 'none' | 'not-sent' | 'reply-lost' | 'duplicated';

/** Returns the fault of the round trip with this index, counted from 0. */
export type FaultPlan = (index: number, call?: StorageCall) => Fault;

/** All faults, without `none`. */
export const faults: readonly Exclude<Fault, 'none'>[] = Object.freeze([
  'not-sent',
  'reply-lost',
  'duplicated',
]);

/** A plan from a list. Round trips after the end of the list have no fault. */
export function planOf(list: readonly Fault[]): FaultPlan {
  return (index) => list[index] ?? 'none';
}

/** Lists of faults for `planOf`. Most entries are `none`; a list shrinks toward the empty one. */
export function faultList(maxLength: number = 12): Arbitrary<readonly Fault[]> {
  const fault = fc.oneof(
    { arbitrary: fc.constant<Fault>('none'), weight: 3 },
    { arbitrary: fc.constantFrom<Fault>(...faults), weight: 2 },
  );
  return fc.array(fault, { maxLength });
}

/** The same storage with the faults of the plan, one for each call. */
export function faultyStorage(storage: Storage, plan: FaultPlan): Storage {
  let index = 0;
  return wrapStorage(storage, (call, make) => withFault(plan(index++, call), make));
}

/** The same round trips with the faults of the plan. */
export function faultyRoundTrip(roundTrip: RoundTrip, plan: FaultPlan): RoundTrip {
  let index = 0;
  return (label, make) => {
    const fault = plan(index++);
    const labelWithFault = fault === 'none' ? label : `${label} [${fault}]`;
    return roundTrip(labelWithFault, () => withFault(fault, make));
  };
}

async function withFault<Reply>(fault: Fault, make: () => Promise<Reply>): Promise<Reply> {
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

function storageFailure(outcome: StorageFailure['outcome']): Error & StorageFailure {
  return Object.assign(new Error(`injected fault: ${outcome}`), { kind: 'unavailable' as const, outcome });
}
