/** Recovery codes: a new set, and how many are left (P9, P11). @module */

import { type ResultAsync, err, ok, safeTry } from 'neverthrow';
import type { Denial } from '../domain/denial.ts';
import { hasFactor } from '../domain/enrolled.ts';
import { factors } from '../domain/method.ts';
import type { EndsOtherSessions, ManagementProof, RecoveryCodesShown } from '../ports/two-factor.ts';
import {
  type Refusal,
  endsOtherSessions,
  freshRecoveryCodes,
  permit,
  readSubject,
  announce,
  commit,
} from './manage.ts';
import type { World } from './world.ts';

/** The old codes die as the new ones start. A subject without a factor has nothing that they could stand in for. */
export function regenerateRecoveryCodes(
  world: World,
  subject: string,
  proof: ManagementProof | undefined,
): ResultAsync<RecoveryCodesShown & EndsOtherSessions, Refusal> {
  return safeTry<RecoveryCodesShown & EndsOtherSessions, Refusal>(async function* () {
    const permission = yield* permit(world, subject, 'second-factor.recovery-codes.regenerate', proof);
    const { policy, epoch, facts, tag, about } = permission;
    if (!hasFactor(facts.state, facts.automaticEmail)) {
      return err({ kind: 'enrollment-required', availableMethods: factors, ...about } satisfies Refusal);
    }
    const { codes, digests } = yield* freshRecoveryCodes(world, about, policy, tag);
    yield* commit(
      world,
      about,
      (storage, attemptId) => storage.replaceRecoveryCodes(tag, { attemptId, epoch, digests }),
      'replaced',
      'superseded',
    );
    const change = { kind: 'recovery-codes-regenerated' } as const;
    await announce(world, permission, change, change);
    return ok({ recoveryCodes: codes, ...endsOtherSessions });
  });
}

export function remainingRecoveryCodes(world: World, subject: string): ResultAsync<number, Denial> {
  return readSubject(world, subject, 'second-factor.recovery-codes.remaining').map(
    ({ facts }) => facts.state.recoveryCodesLeft,
  );
}
