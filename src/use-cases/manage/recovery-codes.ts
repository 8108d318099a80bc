/** Recovery codes: a new set, and how many are left (P9, P11). @module */

import type { Denial } from '../../domain/decision/denial.ts';
import { factors } from '../../domain/policy/method.ts';
import { hasFactor } from '../../domain/subject/enrolled.ts';
import type { EndsOtherSessions, RecoveryCodesShown } from '../../ports/two-factor.ts';
import type { Call } from '../call/call.ts';
import { announce } from '../call/notices.ts';
import { type Steps, refuse } from '../call/steps.ts';
import {
  type WithProof,
  commit,
  endsOtherSessions,
  freshRecoveryCodes,
  permit,
  readSubject,
} from './manage.ts';

/** The old codes die as the new ones start. A subject without a factor has nothing that they could stand in for. */
export async function* regenerateRecoveryCodes(
  call: Call,
  request: WithProof,
): Steps<RecoveryCodesShown & EndsOtherSessions> {
  const permission = yield* permit(call, request);
  const { facts, about } = permission;
  if (!hasFactor(facts.state, facts.automaticEmail))
    return yield* refuse({ kind: 'enrollment-required', availableMethods: factors, ...about });
  const { codes, digests } = yield* freshRecoveryCodes(permission);
  yield* commit(
    permission,
    (storage, tag, change) => storage.replaceRecoveryCodes(tag, { ...change, digests }),
    'replaced',
    'superseded',
  );
  const change = { kind: 'recovery-codes-regenerated' } as const;
  await announce(permission, change, change);
  return { recoveryCodes: codes, ...endsOtherSessions };
}

export async function* remainingRecoveryCodes(call: Call): Steps<number, Denial> {
  const { facts } = yield* readSubject(call);
  return facts.state.recoveryCodesLeft;
}
