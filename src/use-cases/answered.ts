/** The outermost ring of every call: it reads clock and policy, answers, and tells what was refused (P16). @module */

import { type Result, ResultAsync, err } from 'neverthrow';
import type { Instant } from '../domain/instant.ts';
import { isPolicy } from '../domain/policy.ts';
import { readInstant } from './answer-shapes.ts';
import { callNow, unavailable } from './call-port.ts';
import { isHashingFault } from './hashing-fault.ts';
import { recordRefusal } from './record-event.ts';
import type { Refusal } from './steps.ts';
import type { About, Call, World } from './world.ts';

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
  const at = callNow(about, 'clock', () => world.ports.clock.now(), readInstant);
  if (at.isErr()) return err(at.error as Refused);
  const answer = await answerAt(world, about, at.value, run);
  if (answer.isErr()) recordRefusal(world, about, answer.error, at.value);
  return answer;
}

async function answerAt<Answer, Refused extends Refusal>(
  world: World,
  about: About,
  at: Instant,
  run: Run<Answer, Refused>,
): Promise<Result<Answer, Refused>> {
  const policy = callNow(about, 'policy', world.currentPolicy, (value) =>
    isPolicy(value) ? { value } : undefined,
  );
  if (policy.isErr()) return err(policy.error as Refused);
  try {
    return await run({ ...world, about, at, policy: policy.value });
  } catch (reason) {
    // Hashing is everywhere, so no single step could tell.
    if (!isHashingFault(reason)) throw reason;
    return err(unavailable('hashing', about) as Refused);
  }
}
