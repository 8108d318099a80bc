/** The outermost ring of every call: it answers, also where the hashing port fails in the middle of it (P16). @module */

import { type Result, ResultAsync, err } from 'neverthrow';
import type { Denial, ManagementRefusal, Unavailable } from '../domain/denial.ts';
import { unavailable } from './call-port.ts';
import { isHashingFault } from './hashing-fault.ts';
import { readClock } from './question.ts';
import { recordRefusal } from './record-event.ts';
import type { About, World } from './world.ts';

/** The answer of `call`, or `unavailable`: hashing is everywhere, so no single step could tell. A refusal is told as an event. */
export function answered<Answer, Refused extends Denial | ManagementRefusal>(
  world: World,
  subject: string,
  operation: string,
  call: () => PromiseLike<Result<Answer, Refused>>,
): ResultAsync<Answer, Refused | Unavailable> {
  return new ResultAsync(answerOf(world, { subject, operation, trace: [] }, call));
}

async function answerOf<Answer, Refused extends Denial | ManagementRefusal>(
  world: World,
  about: About,
  call: () => PromiseLike<Result<Answer, Refused>>,
): Promise<Result<Answer, Refused | Unavailable>> {
  const answer = await withHashing(about, call);
  if (answer.isErr()) {
    const at = readClock(world, about);
    if (at.isOk()) recordRefusal(world, about, answer.error, at.value);
  }
  return answer;
}

async function withHashing<Answer, Refused>(
  about: About,
  call: () => PromiseLike<Result<Answer, Refused>>,
): Promise<Result<Answer, Refused | Unavailable>> {
  try {
    return await call();
  } catch (reason) {
    if (!isHashingFault(reason)) throw reason;
    return err(unavailable('hashing', about));
  }
}
