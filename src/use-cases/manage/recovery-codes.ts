/** Recovery codes: a new set, and how many are left (P9, P11). @module */

import { type Result, err, ok } from 'neverthrow';
import { hasAnyFactor } from '../../domain/decision/choose-method.ts';
import type { Denial } from '../../domain/decision/denial.ts';
import { about } from '../../domain/decision/situation.ts';
import { factors } from '../../domain/policy/method.ts';
import type { EndsOtherSessions, RecoveryCodesShown } from '../../ports/management.ts';
import type { Call, Refusal } from '../call/call.ts';
import { announce } from '../call/notices.ts';
import { commit } from './commit.ts';
import { freshRecoveryCodes } from './fresh-recovery-codes.ts';
import { type WithProof, endsOtherSessions, permit, readSubject } from './permit.ts';

/**
 * The old codes end as the new ones start. Without a factor there is nothing that they could stand
 * in for.
 */
export async function regenerateRecoveryCodes(
  call: Call,
  request: WithProof,
): Promise<Result<RecoveryCodesShown & EndsOtherSessions, Refusal>> {
  const permission = await permit(call, request);
  if (permission.isErr()) return err(permission.error);
  const known = permission.value;
  if (!hasAnyFactor(known.facts))
    return err({
      kind: 'enrollment-required',
      availableMethods: factors,
      ...about(known.call.topic, [{ step: 'method', result: 'not-enrolled' }]),
    });
  const fresh = freshRecoveryCodes(known.call);
  if (fresh.isErr()) return err(fresh.error);
  const { codes, digests } = fresh.value;
  const replaced = await commit(known, 'replaceRecoveryCodes', { digests });
  if (replaced.isErr()) return err(replaced.error);
  const kind = 'recovery-codes-regenerated';
  announce(known.call, { kind }, { kind });
  return ok({ recoveryCodes: codes, ...endsOtherSessions });
}

export async function remainingRecoveryCodes(call: Call): Promise<Result<number, Denial>> {
  const known = await readSubject(call);
  return known.map(({ facts }) => facts.state.recoveryCodesLeft);
}
