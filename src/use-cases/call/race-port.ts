/**
 * One call of a port against its deadline. It always resolves: to the checked result or to a
 * failure (P16).
 * @module
 */

import { type Result, err, ok } from 'neverthrow';
import type { PortName } from '../../domain/decision/denial.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StorageFailure } from '../../ports/storage.ts';
import { type Cancellation, createCancellation } from './cancel-signal.ts';

/** How long a port may take, in milliseconds. */
export const deadlineMs = 2_000;
/** How long the mailer may take, in milliseconds. */
export const mailDeadlineMs = 10_000;

/**
 * Reads what a port returned; `undefined` for the wrong shape. The value is wrapped since it may
 * itself be `undefined`.
 */
export type ReadResult<Value> = (returned: unknown) => { readonly value: Value } | undefined;

/**
 * Why a port gave no result. It rejected and said that nothing was applied; it rejected otherwise;
 * it exceeded its deadline; it returned a value of the wrong shape; or it is a storage that was
 * written under another root key.
 */
export interface PortFailure {
  readonly port: PortName;
  readonly outcome: 'not-applied' | 'rejected' | 'late' | 'nonsense' | 'other-root-key';
}

export interface PortCall<Value> {
  readonly port: PortName;
  readonly run: () => unknown;
  readonly read: ReadResult<Value>;
  readonly withinMs?: number;
  /** Runs before a failure is returned. */
  readonly onFailure?: () => void;
}

/** A port that resolves within this many microtasks gets no timer. */
const microtasksWithoutTimer = 6;

export function racePort<Value>(
  clock: Clock,
  { port, run, read, withinMs = deadlineMs, onFailure }: PortCall<Value>,
): Promise<Result<Value, PortFailure>> {
  return new Promise((resolve) => {
    let isSettled = false;
    let timer: Cancellation | undefined;
    const settle = (result: Result<Value, PortFailure>): void => {
      isSettled = true;
      resolve(result);
      timer?.cancel();
    };
    const fail = (outcome: PortFailure['outcome'], failed = port): void => {
      if (!isSettled) onFailure?.();
      settle(err({ port: failed, outcome }));
    };
    const succeed = (returned: unknown): void => {
      const checked = orUndefined(() => read(returned));
      if (checked === undefined) fail('nonsense');
      else settle(ok(checked.value));
    };
    const startTimer = (): void => {
      timer = createCancellation();
      const tooLate = (): void => fail('late');
      // A clock that cannot sleep must not remove the deadline.
      const clockFailed = (): void => fail('late', 'clock');
      try {
        Promise.resolve(clock.sleep(withinMs, timer.signal)).then(tooLate, clockFailed);
      } catch {
        clockFailed();
      }
    };
    const wait = (microtasks: number): void => {
      if (isSettled) return;
      if (microtasks === 0) startTimer();
      else void Promise.resolve().then(() => wait(microtasks - 1));
    };
    try {
      Promise.resolve(run()).then(succeed, (reason: unknown) => fail(outcomeOf(reason)));
      wait(microtasksWithoutTimer);
    } catch (reason) {
      fail(outcomeOf(reason));
    }
  });
}

function outcomeOf(reason: unknown): PortFailure['outcome'] {
  const failure = reason as Partial<StorageFailure> | null | undefined;
  return orUndefined(() => failure?.outcome) === 'not-applied' ? 'not-applied' : 'rejected';
}

/** A hostile value may carry getters that throw. */
function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
