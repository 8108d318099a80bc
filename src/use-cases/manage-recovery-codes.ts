/** Recovery codes: a new set, and how many are left (P9, P11). @module */

import { type ResultAsync, err, ok, safeTry } from 'neverthrow';
import type { Denial } from '../domain/denial.ts';
import { hasFactor } from '../domain/enrolled.ts';
import type { EndsOtherSessions, ManagementProof, RecoveryCodesShown } from '../ports/two-factor.ts';
import { readWord } from './answer-shapes.ts';
import { callStorage } from './call-port.ts';
import {
  type Refusal,
  endsOtherSessions,
  freshRecoveryCodes,
  permit,
  readSubject,
  superseded,
} from './manage.ts';
import { freshId } from './names.ts';
import { sendNotice } from './notices.ts';
import { record } from './record-event.ts';
import type { World } from './world.ts';

/** The old codes die as the new ones start. A subject without a factor has nothing that they could stand in for. */
export function regenerateRecoveryCodes(
  world: World,
  subject: string,
  proof: ManagementProof | undefined,
): ResultAsync<RecoveryCodesShown & EndsOtherSessions, Refusal> {
  const about = { subject, operation: 'second-factor.recovery-codes.regenerate', trace: [] };
  return safeTry<RecoveryCodesShown & EndsOtherSessions, Refusal>(async function* () {
    const { grant, policy, account, epoch, facts, tag } = yield* permit(
      world,
      subject,
      'second-factor.recovery-codes.regenerate',
      proof,
    );
    const { at } = grant;
    if (!hasFactor(facts.state, facts.automaticEmail)) {
      return err({
        kind: 'enrollment-required',
        availableMethods: ['totp', 'email'],
        ...about,
      } satisfies Refusal);
    }
    const fresh = yield* freshRecoveryCodes(world, about, policy, tag);
    const attemptId = yield* freshId(world, about);
    const input = { attemptId, epoch, digests: fresh.digests };
    const replaced = yield* callStorage(
      world,
      about,
      (storage) => storage.replaceRecoveryCodes(tag, input),
      readWord('replaced', 'superseded'),
    );
    if (replaced === 'superseded') return err(superseded);
    record(world, { kind: 'recovery-codes-regenerated', at, subject });
    await sendNotice(world, { kind: 'recovery-codes-regenerated', policy, account, at });
    return ok({ recoveryCodes: fresh.codes, ...endsOtherSessions });
  });
}

export function remainingRecoveryCodes(world: World, subject: string): ResultAsync<number, Denial> {
  return readSubject(world, subject, 'second-factor.recovery-codes.remaining').map(
    ({ facts }) => facts.state.recoveryCodesLeft,
  );
}
