/**
 * The account as a whole: its status, unlocking it, and the administrator's way back (P4, P11).
 * @module
 */

import { type Result, err, ok } from 'neverthrow';
import { isLive } from '../../domain/base/instant.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import type { Denial, ManagementRefusal } from '../../domain/decision/denial.ts';
import type { Factor } from '../../domain/policy/method.ts';
import { isDisabled, locksOf } from '../../domain/subject/attempts.ts';
import { isEnrolled } from '../../domain/subject/enrolled.ts';
import { isTokenLive } from '../../domain/subject/token-end.ts';
import type {
  EndsOtherSessions,
  FactorStatus,
  ResetRequest,
  Status,
  UnlockRequest,
} from '../../ports/management.ts';
import type { Call, Refusal } from '../call/call.ts';
import { revocationId } from '../call/fresh-ids.ts';
import { announce } from '../call/notices.ts';
import { listTokens } from './access-tokens.ts';
import { invalidRequest, perform } from './commit.ts';
import { type KnownSubject, endsOtherSessions, readSubject, readSubjectOrId } from './permit.ts';
import { readTrustedClients } from './trusted-clients.ts';

export async function readStatus(call: Call): Promise<Result<Status, Denial>> {
  const read = await readSubject(call);
  if (read.isErr()) return err(read.error);
  const known = read.value;
  const tokens = await listTokens(known.call);
  if (tokens.isErr()) return err(tokens.error);
  const trusted = await readTrustedClients(known.call);
  if (trusted.isErr()) return err(trusted.error);
  const { totp, pendingTotp, email, recoveryCodesLeft } = known.facts.state;
  return ok({
    totp: withoutUndefined({
      ...statusOf('totp', known),
      enrolledAt: totp?.enrolledAt,
      pendingUntil: isLive(pendingTotp, call.at) ? pendingTotp?.expiresAt : undefined,
    }),
    email: withoutUndefined({
      ...statusOf('email', known),
      enrolledAt: typeof email === 'object' ? email.enabledAt : undefined,
    }),
    recoveryCodesLeft,
    accessTokens: tokens.value.filter((token) => isTokenLive(token, call.policy.accessTokens, call.at))
      .length,
    trustedClients: trusted.value.length,
  });
}

function statusOf(factor: Factor, { call, facts }: KnownSubject): FactorStatus {
  const { state, automaticEmail } = facts;
  const enrolled = isEnrolled(factor, state, automaticEmail);
  const locks = locksOf(call.policy.attempts);
  return { enrolled, disabled: enrolled && isDisabled(factor, state.attempts[factor], locks) };
}

/** Attempts are given back, and nothing else changes (P4). The host permits this call. */
export async function unlockSubject(call: Call, request: UnlockRequest): Promise<Result<void, Refusal>> {
  const stated = readStatement(request);
  if (stated.isErr()) return err(stated.error);
  const known = await readSubject(call);
  if (known.isErr()) return err(known.error);
  const unlocked = await perform(known.value.call, 'unlock', undefined);
  if (unlocked.isErr()) return err(unlocked.error);
  const data = stated.value;
  announce(known.value.call, { kind: 'unlocked', ...data }, { kind: 'unlocked', data });
  return ok(undefined);
}

/**
 * The event and the notice say who resets and why. The host permits this call: it asks for no code,
 * since it is the way back for a person who has none.
 */
export async function resetSubject(
  call: Call,
  request: ResetRequest,
): Promise<Result<EndsOtherSessions, Refusal>> {
  const { tokens = 'bypass' } = request ?? {};
  const stated = readStatement(request);
  if (stated.isErr()) return err(stated.error);
  const { by, reason } = stated.value;
  if (!['bypass', 'all', 'none'].includes(tokens))
    return err(invalidRequest('tokens', 'must be "bypass", "all" or "none"'));
  const known = await readSubjectOrId(call);
  if (known.isErr()) return err(known.error);
  const done = await perform(known.value, 'reset', { attemptId: revocationId(call), tokens });
  if (done.isErr()) return err(done.error);
  announce(known.value, { kind: 'reset', by, reason }, { kind: 'reset', data: { by, reason } });
  return ok(endsOtherSessions);
}

/** Who acts for the subject, and why: both must be said. */
function readStatement(
  request: UnlockRequest | null | undefined,
): Result<{ readonly by: string; readonly reason: string }, ManagementRefusal> {
  const { by, reason } = request ?? {};
  if (typeof by !== 'string' || by.trim() === '') return err(invalidRequest('by', 'must say who acts'));
  if (typeof reason !== 'string' || reason.trim() === '')
    return err(invalidRequest('reason', 'must say why'));
  return ok({ by, reason });
}
