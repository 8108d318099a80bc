/** The outermost ring of every call: it answers, also where the hashing port fails in the middle of it (P16). @module */

import { type Result, ResultAsync, err } from 'neverthrow';
import type { Unavailable } from '../domain/denial.ts';
import { unavailable } from './call-port.ts';
import { isHashingFault } from './hashing-fault.ts';
import { readClock } from './question.ts';
import { recordDenial } from './record-event.ts';
import type { About, World } from './world.ts';

/** The answer of `call`, or `unavailable`: hashing is everywhere, so no single step could tell. */
export function answered<Answer, Refused>(
  world: World,
  subject: string,
  operation: string,
  call: () => PromiseLike<Result<Answer, Refused>>,
): ResultAsync<Answer, Refused | Unavailable> {
  return new ResultAsync(answerOf(world, { subject, operation, trace: [] }, call));
}

async function answerOf<Answer, Refused>(
  world: World,
  about: About,
  call: () => PromiseLike<Result<Answer, Refused>>,
): Promise<Result<Answer, Refused | Unavailable>> {
  try {
    return await call();
  } catch (reason) {
    if (!isHashingFault(reason)) throw reason;
    const denial = unavailable('hashing', about);
    const at = readClock(world, about);
    if (at.isOk()) recordDenial(world, denial, at.value);
    return err(denial);
  }
}
