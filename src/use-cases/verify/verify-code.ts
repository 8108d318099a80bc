/** Verifying a code: charge, compare, settle, in this order (P1, P3, P11). @module */

import { type Result, err, ok } from 'neverthrow';
import type { Denial } from '../../domain/decision/denial.ts';
import type { SubjectState } from '../../domain/subject/subject-state.ts';
import type { AccessCall } from './access-call.ts';
import { type Verified, chargeAttempt } from './charge-attempt.ts';
import { compareAttempt } from './compare-attempt.ts';
import { settleAttempt } from './settle-attempt.ts';

/** @param loaded the state that was read before the charge, if a token had to be judged first */
export async function verifyCode(
  call: AccessCall,
  loaded: SubjectState | undefined,
): Promise<Result<Verified, Denial>> {
  const charged = await chargeAttempt(call, loaded);
  if (charged.isErr()) return err(charged.error);
  if (!('attempt' in charged.value)) return ok(charged.value);
  const { attempt } = charged.value;
  const compared = await compareAttempt(call, attempt);
  if (compared.isErr()) return err(compared.error);
  const grant = await settleAttempt(call, attempt, compared.value);
  if (grant.isErr()) return err(grant.error);
  return ok({ situation: attempt.situation, grant: grant.value });
}
