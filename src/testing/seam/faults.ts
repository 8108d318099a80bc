/** Faults of a round trip: it never leaves, its reply is lost, or it arrives twice. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Storage, StorageFailure } from '../../ports/storage.ts';
import type { RoundTrip } from './schedule.ts';
import { type StorageCall, wrapStorage } from './storage-call.ts';

/**
 * `not-sent`: rejected, nothing was done; `reply-lost`: done, and rejected as unknown; `duplicated`: done twice (a client that
 * sends again when it reconnects), the second answer is the one that arrives.
 */
export type Fault = 'none' | 'not-sent' | 'reply-lost' | 'duplicated';

/** Decides what befalls the `index`-th round trip, counted from 0. */
export type FaultPlan = (index: number, call?: StorageCall) => Fault;

/** Every fault that is not `none`. */
export const faults: readonly Exclude<Fault, 'none'>[] = Object.freeze([
  'not-sent',
  'reply-lost',
  'duplicated',
]);

/** A plan from a list; round trips after its end are spared. */
export function planOf(list: readonly Fault[]): FaultPlan {
  return (index) => list[index] ?? 'none';
}

/** Lists of faults for `planOf`, mostly spared; shrinks towards none. */
export function faultList(maxLength: number = 12): Arbitrary<readonly Fault[]> {
  const fault = fc.oneof(
    { arbitrary: fc.constant<Fault>('none'), weight: 3 },
    { arbitrary: fc.constantFrom<Fault>(...faults), weight: 2 },
  );
  return fc.array(fault, { maxLength });
}

/** The same storage, whose calls suffer what the plan says. */
export function faultyStorage(storage: Storage, plan: FaultPlan): Storage {
  let index = 0;
  return wrapStorage(storage, (call, make) => suffer(plan(index++, call), make));
}

/** Round trips that suffer what the plan says. */
export function faultyRoundTrip(roundTrip: RoundTrip, plan: FaultPlan): RoundTrip {
  let index = 0;
  return (label, make) => {
    const fault = plan(index++);
    const shown = fault === 'none' ? label : `${label} [${fault}]`;
    return roundTrip(shown, () => suffer(fault, make));
  };
}

async function suffer<Answer>(fault: Fault, make: () => Promise<Answer>): Promise<Answer> {
  switch (fault) {
    case 'none':
      return make();
    case 'not-sent':
      throw lost('not-applied');
    case 'reply-lost':
      await make();
      throw lost('unknown');
    case 'duplicated':
      await make();
      return make();
  }
}

/** What a storage rejects with when a round trip fails. */
function lost(outcome: StorageFailure['outcome']): Error & StorageFailure {
  return Object.assign(new Error(`injected fault: ${outcome}`), { kind: 'unavailable' as const, outcome });
}
