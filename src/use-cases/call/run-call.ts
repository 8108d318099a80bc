/**
 * The outermost ring of every call: it reads clock and policy, runs the use case, and publishes a
 * refusal (P16).
 * @module
 */

import { type Result, ResultAsync, err } from 'neverthrow';
import { deepCopy } from '../../domain/base/deep-freeze.ts';
import { type Policy, isPolicy } from '../../domain/policy/policy.ts';
import { callNow, unavailable } from './call-port.ts';
import type { Call, Deployment, Found, Refusal, Topic } from './call.ts';
import { isHashingFault } from './hashing-fault.ts';
import { publishRefusal } from './publish-event.ts';
import { readInstant } from './result-shapes.ts';

type UseCase<Value, Refused> = (call: Call) => Promise<Result<Value, Refused>>;

/** The result of the use case, or `unavailable`. The caller gets a copy (P29). */
export function runCall<Value, Refused extends Refusal>(
  deployment: Deployment,
  topic: Topic,
  useCase: UseCase<Value, Refused>,
): ResultAsync<Value, Refused> {
  return runDecision(deployment, topic, useCase).map(deepCopy);
}

/**
 * As `runCall`, except that the value is not copied: a grant is made for its call alone, and
 * copying it costs too much (`bench`, case `authorize: trusted client`).
 */
export function runDecision<Value, Refused extends Refusal>(
  deployment: Deployment,
  topic: Topic,
  useCase: UseCase<Value, Refused>,
): ResultAsync<Value, Refused> {
  return new ResultAsync(runAndPublish(deployment, topic, useCase));
}

async function runAndPublish<Value, Refused extends Refusal>(
  { ports, macs, recognition, currentPolicy }: Deployment,
  topic: Topic,
  useCase: UseCase<Value, Refused>,
): Promise<Result<Value, Refused>> {
  const now = callNow(topic, 'clock', () => ports.clock.now(), readInstant);
  if (now.isErr()) return err(now.error as Refused);
  const at = now.value;
  const found: Found = {};
  let result: Result<Value, Refused>;
  try {
    const policy = callNow(topic, 'policy', currentPolicy, readPolicy);
    result = policy.isErr()
      ? err(policy.error as Refused)
      : await useCase({ ports, macs, recognition, topic, found, at, policy: policy.value });
  } catch (reason) {
    // Hashing is used at every depth, so no single step can turn its fault into a denial.
    if (!isHashingFault(reason)) throw reason;
    result = err(unavailable('hashing', { ...topic, ...found }) as Refused);
  }
  if (result.isOk()) return result;
  publishRefusal(ports, { ...topic, ...found }, result.error, at);
  // Lists in a denial may be those of the policy or of the library (P29).
  return err(deepCopy(result.error));
}

function readPolicy(value: unknown): { readonly value: Policy } | undefined {
  return isPolicy(value) ? { value } : undefined;
}
