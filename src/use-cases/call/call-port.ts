/** The one place that touches ports: every call has a deadline, every answer is checked, every fault refuses (P16). @module */

import { type Result, err, ok } from 'neverthrow';
import type { PortName, Unavailable } from '../../domain/decision/denial.ts';
import type { CancelSignal } from '../../ports/clock.ts';
import type { Storage, StorageFailure } from '../../ports/storage.ts';
import type { About, Call, Means } from './call.ts';
import { isHashingFault } from './hashing-fault.ts';
import { ignoreRejection } from './ignore-rejection.ts';

/** How long a port may take, in milliseconds. */
export const deadlineMs = 2_000;
/** How long the mailer may take. */
export const mailDeadlineMs = 10_000;

/** Reads an answer, or says `undefined` to one of the wrong shape. A port that may answer "absent" wraps it. */
export type ReadAnswer<Answer> = (answer: unknown) => { readonly value: Answer } | undefined;

/** Why a port gave no answer: it rejected (saying that nothing was done, or not), it took too long, or it answered nonsense. */
export interface PortFailure {
  readonly port: PortName;
  readonly outcome: 'not-applied' | 'rejected' | 'late' | 'nonsense';
}

declare const AbortController: { new (): { readonly signal: CancelSignal; abort(): void } };

/** An answer that is there within so many turns of the microtask queue needs no deadline, and costs no timer. */
const turnsWithoutDeadline = 6;

/** A call to the outside with its deadline; never rejects. */
export function tryPort<Answer>(
  means: Pick<Means, 'ports'>,
  port: PortName,
  call: () => unknown,
  read: ReadAnswer<Answer>,
  withinMs: number = deadlineMs,
): Promise<Result<Answer, PortFailure>> {
  return hear(means, port, call, read, withinMs, (failure) => failure);
}

/** As `tryPort`, with the failure as the denial that the caller gets. */
export function callPort<Answer>(
  call: Call,
  port: PortName,
  run: () => unknown,
  read: ReadAnswer<Answer>,
): Promise<Result<Answer, Unavailable>> {
  return hear(call, port, run, read, deadlineMs, (failure) => unavailable(failure.port, call.about));
}

/**
 * A storage call, made once more where nobody knows whether the first took effect: the attempt id in its input makes the
 * second harmless.
 */
export async function callStorage<Answer>(
  call: Call,
  run: (storage: Storage) => unknown,
  read: ReadAnswer<Answer>,
): Promise<Result<Answer, Unavailable>> {
  const once = (): unknown => run(call.ports.storage);
  const first = await tryPort(call, 'storage', once, read);
  if (first.isOk()) return ok(first.value);
  return mayHaveHappened(first.error)
    ? await callPort(call, 'storage', once, read)
    : err(unavailable(first.error.port, call.about));
}

function hear<Answer, Failure>(
  { ports: { clock } }: Pick<Means, 'ports'>,
  port: PortName,
  call: () => unknown,
  read: ReadAnswer<Answer>,
  withinMs: number,
  failed: (failure: PortFailure) => Failure,
): Promise<Result<Answer, Failure>> {
  return new Promise((resolve) => {
    let settled = false;
    let deadline: { abort(): void } | undefined;
    const finish = (outcome: Result<Answer, Failure>): void => {
      settled = true;
      resolve(outcome);
      deadline?.abort();
    };
    const give = (outcome: PortFailure['outcome'], of = port): void =>
      finish(err(failed({ port: of, outcome })));
    const succeed = (answer: unknown): void => {
      const value = checked(() => read(answer));
      if (value === undefined) give('nonsense');
      else finish(ok(value.value));
    };
    const fail = (reason: unknown): void => give(outcomeOf(reason));
    const startDeadline = (): void => {
      const cancel = new AbortController();
      deadline = cancel;
      const tooLate = (): void => give('late');
      // A clock that cannot sleep must not take the deadline away.
      const noClock = (): void => give('late', 'clock');
      try {
        Promise.resolve(clock.sleep(withinMs, cancel.signal)).then(tooLate, noClock);
      } catch {
        noClock();
      }
    };
    const wait = (turns: number): void => {
      if (settled) return;
      if (turns === 0) startDeadline();
      else void Promise.resolve().then(() => wait(turns - 1));
    };
    try {
      Promise.resolve(call()).then(succeed, fail);
      wait(turnsWithoutDeadline);
    } catch (reason) {
      fail(reason);
    }
  });
}

/** A port that answers at once. */
export function callNow<Answer>(
  about: About,
  port: PortName,
  call: () => unknown,
  read: ReadAnswer<Answer>,
): Result<Answer, Unavailable> {
  try {
    // One that answers later has not answered.
    const value = read(ignoreRejection(call()));
    return value === undefined ? err(unavailable(port, about)) : ok(value.value);
  } catch (reason) {
    return err(unavailable(isHashingFault(reason) ? 'hashing' : port, about));
  }
}

export function unavailable(port: PortName, about: About): Unavailable {
  return { kind: 'unavailable', port, ...about };
}

function outcomeOf(reason: unknown): PortFailure['outcome'] {
  const failure = reason as Partial<StorageFailure> | null | undefined;
  return checked(() => failure?.outcome) === 'not-applied' ? 'not-applied' : 'rejected';
}

function mayHaveHappened({ outcome }: PortFailure): boolean {
  return outcome === 'rejected' || outcome === 'late';
}

/** What reading an answer gives, or `undefined` where it throws: a hostile answer may carry getters. */
function checked<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
