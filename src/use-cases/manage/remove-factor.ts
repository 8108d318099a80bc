/**
 * Removing a factor: its live code goes too, and with the last factor the recovery codes (P11).
 * @module
 */

import { type Result, err, ok } from 'neverthrow';
import type { Factor } from '../../domain/policy/method.ts';
import type { EndsOtherSessions } from '../../ports/management.ts';
import type { Call, Refusal } from '../call/call.ts';
import { announceFactor } from '../call/notices.ts';
import { commit } from './commit.ts';
import { type WithProof, endsOtherSessions, permit } from './permit.ts';

/** Removing email under automatic enrollment opts the subject out. */
export function removeFactor(factor: Factor) {
  return async (call: Call, request: WithProof): Promise<Result<EndsOtherSessions, Refusal>> => {
    const permission = await permit(call, request);
    if (permission.isErr()) return err(permission.error);
    const known = permission.value;
    const removed = await commit(known, 'removeFactor', { factor });
    if (removed.isErr()) return err(removed.error);
    announceFactor(known.call, 'factor-removed', factor);
    return ok(endsOtherSessions);
  };
}
