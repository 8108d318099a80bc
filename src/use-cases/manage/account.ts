/** The account as a whole: what it has, that it changed, and the administrator's way back (P11). @module */

import { isLive, isUnexpired } from '../../domain/base/instant.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import type { Denial } from '../../domain/decision/denial.ts';
import type { Factor } from '../../domain/policy/method.ts';
import { isDisabled, locksOf } from '../../domain/subject/attempts.ts';
import { isEnrolled } from '../../domain/subject/enrolled.ts';
import type {
  AccountChange,
  EndsOtherSessions,
  FactorStatus,
  ResetRequest,
  Status,
} from '../../ports/two-factor.ts';
import type { Call } from '../call/call.ts';
import { announce } from '../call/notices.ts';
import type { Reading } from '../call/question.ts';
import { type Steps, refuse } from '../call/steps.ts';
import { listTokens } from './access-tokens.ts';
import { commit, endsOtherSessions, invalidRequest, readKnown, readSubject } from './manage.ts';
import { readTrustedClients } from './trusted-clients.ts';

export async function* readStatus(call: Call): Steps<Status, Denial> {
  const reading = yield* readSubject(call);
  const { totp, pendingTotp, email, recoveryCodesLeft } = reading.facts.state;
  const tokens = yield* await listTokens(reading);
  const trusted = yield* readTrustedClients(reading);
  return {
    totp: withoutUndefined({
      ...statusOf('totp', reading),
      enrolledAt: totp?.enrolledAt,
      pendingUntil: isLive(pendingTotp, call.at) ? pendingTotp?.expiresAt : undefined,
    }),
    email: withoutUndefined({
      ...statusOf('email', reading),
      enrolledAt: typeof email === 'object' ? email.enabledAt : undefined,
    }),
    recoveryCodesLeft,
    accessTokens: tokens.filter((token) => isUnexpired(token, call.at)).length,
    trustedClients: trusted.length,
  };
}

function statusOf(factor: Factor, { policy, facts }: Reading): FactorStatus {
  const { state, automaticEmail } = facts;
  const enrolled = isEnrolled(factor, state, automaticEmail);
  const disabled = enrolled && isDisabled(factor, state.attempts[factor], locksOf(policy.attempts));
  return { enrolled, disabled };
}

/** The host tells after the change; trust, the live code and a pending enrollment die before this returns. */
export async function* accountChanged(call: Call, change: AccountChange): Steps<EndsOtherSessions, Denial> {
  const known = yield* readKnown(call);
  yield* commit(
    known,
    (storage, tag, { attemptId }) => storage.raiseGeneration(tag, { attemptId }),
    'raised',
  );
  const what = change?.what === 'email' ? 'email' : 'password';
  const notice = { kind: `${what}-changed`, alsoTo: addressesOf(change?.previousEmails) } as const;
  await announce(known, { kind: 'account-changed', what }, notice);
  return endsOtherSessions;
}

/**
 * Who and why are recorded and told. The host permits this call; it asks for no code, since it is the way back for who has none.
 */
export async function* resetSubject(call: Call, request: ResetRequest): Steps<EndsOtherSessions> {
  const { by, reason, tokens = 'bypass' } = request ?? {};
  if (typeof by !== 'string' || by.trim() === '')
    return yield* refuse(invalidRequest('by', 'must say who resets'));
  if (typeof reason !== 'string' || reason.trim() === '')
    return yield* refuse(invalidRequest('reason', 'must say why'));
  if (!['bypass', 'all', 'none'].includes(tokens))
    return yield* refuse(invalidRequest('tokens', 'must be "bypass", "all" or "none"'));
  const known = yield* readKnown(call);
  yield* commit(known, (storage, tag, { attemptId }) => storage.reset(tag, { attemptId, tokens }), 'reset');
  await announce(known, { kind: 'reset', by, reason }, { kind: 'reset', data: { by, reason } });
  return endsOtherSessions;
}

/** One address, or several; what is no text is nobody's, and must not keep the others from being told. */
function addressesOf(given: unknown): readonly string[] {
  const addresses: readonly unknown[] = Array.isArray(given) ? given : [given];
  return addresses.filter((address) => typeof address === 'string');
}
