/** The outermost ring of every call: it reads clock and policy, answers, and tells what was refused (P16). @module */

import { type Result, ResultAsync, err } from 'neverthrow';
import { type Policy, isPolicy } from '../../domain/policy/policy.ts';
import { callNow, unavailable } from './call-port.ts';
import type { About, Call, World } from './call.ts';
import { isHashingFault } from './hashing-fault.ts';
import { recordRefusal } from './publish-event.ts';
import { readInstant } from './result-shapes.ts';
import type { Refusal } from './steps.ts';

type Run<Answer, Refused> = (call: Call) => PromiseLike<Result<Answer, Refused>>;

/** The answer of `run`, or `unavailable`. A refusal is told as an event. */
export function answered<Answer, Refused extends Refusal>(
  world: World,
  subject: string,
  operation: string,
  run: Run<Answer, Refused>,
): ResultAsync<Answer, Refused> {
  return new ResultAsync(answerAndRecord(world, { subject, operation, trace: [] }, run));
}

async function answerAndRecord<Answer, Refused extends Refusal>(
  world: World,
  about: About,
  run: Run<Answer, Refused>,
): Promise<Result<Answer, Refused>> {
  const { ports, currentPolicy, macs, toAscii } = world;
  const now = callNow(about, 'clock', () => ports.clock.now(), readInstant);
  if (now.isErr()) return err(now.error as Refused);
  const at = now.value;
  let answer: Result<Answer, Refused>;
  try {
    const policy = callNow(about, 'policy', currentPolicy, readPolicy);
    answer = policy.isErr()
      ? err(policy.error as Refused)
      : await run({ ports, macs, toAscii, about, at, policy: policy.value });
  } catch (reason) {
    // Hashing is everywhere, so no single step could tell.
    if (!isHashingFault(reason)) throw reason;
    answer = err(unavailable('hashing', about) as Refused);
  }
  if (answer.isErr()) recordRefusal(world, about, answer.error, at);
  return answer;
}

function readPolicy(value: unknown): { readonly value: Policy } | undefined {
  return isPolicy(value) ? { value } : undefined;
}
