/** Use cases as steps: each `yield*` goes on with what was answered, or ends the call with the refusal. @module */

import { type Err, type ResultAsync, err, ok, safeTry } from 'neverthrow';
import type { Denial, ManagementRefusal } from '../../domain/decision/denial.ts';

/** What a management call is refused with. */
export type Refusal = Denial | ManagementRefusal;

/** Steps towards an answer. */
export type Steps<Answer, Refused = Refusal> = AsyncGenerator<Err<never, Refused>, Answer>;

/** The answer that the steps come to. */
export function answerOf<Answer, Refused>(steps: Steps<Answer, Refused>): ResultAsync<Answer, Refused> {
  return safeTry<Answer, Refused>(async function* () {
    return ok(yield* steps);
  });
}

/** Ends the steps. */
export function refuse<Refused extends Refusal>(refusal: Refused): Err<never, Refused> {
  return err(refusal);
}
