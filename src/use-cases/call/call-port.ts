/**
 * The one place that touches ports: each call has a deadline, each result is checked, each fault
 * refuses (P16).
 * @module
 */

import { type Result, err, ok } from 'neverthrow';
import type { PortName, Unavailable } from '../../domain/decision/denial.ts';
import type { Trace } from '../../domain/decision/trace.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Call, Topic } from './call.ts';
import { isHashingFault } from './hashing-fault.ts';
import { ignoreRejection } from './ignore-rejection.ts';
import { type PortCall, type PortFailure, type ReadResult, racePort } from './race-port.ts';
import { outcomeReaders } from './result-shapes.ts';

/** What a port call comes to: its value, or the denial that the caller gets. */
export type OrUnavailable<Value> = Result<Value, Unavailable>;

/** A call whose failure the use case handles itself. */
export function tryPort<Value>(call: Call, portCall: PortCall<Value>): Promise<Result<Value, PortFailure>> {
  return racePort(call.ports.clock, portCall);
}

/** A call whose failure refuses. */
export async function callPort<Value>(
  call: Call,
  port: PortName,
  run: () => unknown,
  read: ReadResult<Value>,
): Promise<OrUnavailable<Value>> {
  const result = await racePort(call.ports.clock, { port, run, read });
  return result.isOk() ? ok(result.value) : err(unavailable(result.error.port, call.topic));
}

/** The verbs about a subject or a recipient. */
export type StorageVerbName = Exclude<keyof Storage, 'recognize'>;
type TagOf<Name extends StorageVerbName> = Parameters<Storage[Name]>[0];
type InputOf<Name extends StorageVerbName> = Parameters<Storage[Name]>[1];
type OutcomeOf<Name extends StorageVerbName> = Awaited<ReturnType<Storage[Name]>>;

/**
 * A storage verb, on a storage that was recognized (P23). A call whose effect is unknown is made
 * once more: the attempt id in its input makes the repetition harmless.
 */
export async function callStorage<Name extends StorageVerbName>(
  call: Call,
  verb: Name,
  tag: TagOf<Name>,
  input: InputOf<Name>,
): Promise<OrUnavailable<OutcomeOf<Name>>> {
  const first = await tryStorage(call, verb, tag, input);
  if (first.isOk()) return ok(first.value);
  if (!isEffectUnknown(first.error)) return err(storageUnavailable(call, first.error));
  const second = await tryStorage(call, verb, tag, input);
  return second.isOk() ? ok(second.value) : err(storageUnavailable(call, second.error));
}

/** A storage verb that is not repeated, and whose failure the use case handles itself. */
export function tryStorage<Name extends StorageVerbName>(
  call: Call,
  verb: Name,
  tag: TagOf<Name>,
  input: InputOf<Name>,
): Promise<Result<OutcomeOf<Name>, PortFailure>> {
  const { recognition } = call;
  const storage = call.ports.storage as unknown as AnyStorage;
  const run = (): unknown => storage[verb](tag, input);
  const read = outcomeReaders[verb] as ReadResult<OutcomeOf<Name>>;
  const portCall = { port: 'storage', run, read, onFailure: recognition.doubt } as const;
  // No promise more for a storage that was recognized (`bench`, case `authorize: trusted client`).
  return recognition.isRecent(call.at) ? tryPort(call, portCall) : recognizeFirst(call, portCall);
}

async function recognizeFirst<Value>(
  call: Call,
  portCall: PortCall<Value>,
): Promise<Result<Value, PortFailure>> {
  const recognized = await recognize(call);
  return recognized.isErr() ? err(recognized.error) : tryPort(call, portCall);
}

/** Before the first call, once a minute and after a failure: another storage may be there then. */
async function recognize(call: Call): Promise<Result<void, PortFailure>> {
  const { recognition, ports, at } = call;
  const note = recognition.begin(at);
  const run = (): unknown => ports.storage.recognize({ mark: recognition.mark });
  const read = outcomeReaders.recognize as ReadResult<OutcomeOfRecognize>;
  const result = await tryPort(call, { port: 'storage', run, read });
  if (result.isErr()) return err(result.error);
  if (result.value === 'other') return err({ port: 'storage', outcome: 'other-root-key' });
  note();
  return ok(undefined);
}

type OutcomeOfRecognize = Awaited<ReturnType<Storage['recognize']>>;

function storageUnavailable({ topic }: Call, { port, outcome }: PortFailure): Unavailable {
  return unavailable(port, topic, outcome === 'other-root-key' ? [{ step: 'storage', result: outcome }] : []);
}

type AnyStorage = Readonly<Record<StorageVerbName, (tag: unknown, input: unknown) => unknown>>;

function isEffectUnknown({ outcome }: PortFailure): boolean {
  return outcome === 'rejected' || outcome === 'late';
}

/**
 * A synchronous port. A promise is of the wrong shape: it would be a result that is not there yet.
 */
export function callNow<Value>(
  topic: Topic,
  port: PortName,
  run: () => unknown,
  read: ReadResult<Value>,
): OrUnavailable<Value> {
  try {
    const checked = read(ignoreRejection(run()));
    return checked === undefined ? err(unavailable(port, topic)) : ok(checked.value);
  } catch (reason) {
    return err(unavailable(isHashingFault(reason) ? 'hashing' : port, topic));
  }
}

export function unavailable(port: PortName, { subject, operation }: Topic, trace: Trace = []): Unavailable {
  return subject === undefined
    ? { kind: 'unavailable', port, operation, trace }
    : { kind: 'unavailable', port, subject, operation, trace };
}
