/** Taking a factor away: its live code goes too, and with the last factor the recovery codes (P11). @module */

import { type ResultAsync, ok, safeTry } from 'neverthrow';
import type { Factor } from '../domain/method.ts';
import type { EndsOtherSessions, ManagementProof } from '../ports/two-factor.ts';
import { type Refusal, announce, commit, endsOtherSessions, permit } from './manage.ts';
import type { World } from './world.ts';

const operations = { totp: 'second-factor.totp.remove', email: 'second-factor.email.disable' } as const;

/** Under automatic enrolment, taking email away is the subject's word that it is not wanted. */
export function removeFactor(
  world: World,
  subject: string,
  factor: Factor,
  proof: ManagementProof | undefined,
): ResultAsync<EndsOtherSessions, Refusal> {
  return safeTry<EndsOtherSessions, Refusal>(async function* () {
    const permission = yield* permit(world, subject, operations[factor], proof);
    const { epoch, facts, tag, about } = permission;
    const input = { epoch, factor, automaticEmail: facts.automaticEmail };
    yield* commit(
      world,
      about,
      (storage, attemptId) => storage.removeFactor(tag, { ...input, attemptId }),
      'removed',
      'not-enrolled',
      'superseded',
    );
    const change = { kind: 'factor-removed' } as const;
    await announce(world, permission, { ...change, method: factor }, { ...change, data: { method: factor } });
    return ok(endsOtherSessions);
  });
}
