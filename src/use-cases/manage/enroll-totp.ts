/** Enrolling an authenticator: pending, confirmed, active (P1, P17, P21). @module */

import { type Result, err, ok } from 'neverthrow';
import { drawBytes } from '../../domain/base/draw.ts';
import { readTypedCode } from '../../domain/codes/typed-code.ts';
import type { Denial } from '../../domain/decision/denial.ts';
import { enrollmentDenial } from '../../domain/decision/enrollment-denial.ts';
import { type Client, fingerprintClient } from '../../domain/keys/keyed-names.ts';
import { encodeBase32 } from '../../domain/otp/encode-base32.ts';
import { writeKeyUri } from '../../domain/otp/write-key-uri.ts';
import { locksOf } from '../../domain/subject/attempts.ts';
import type { ChargeOutcome } from '../../domain/subject/charge.ts';
import { isTokenLive } from '../../domain/subject/token-end.ts';
import type { TrustGranted } from '../../domain/subject/trust.ts';
import type {
  TotpConfirmOptions,
  TotpEnrollOptions,
  TotpConfirmed,
  TotpEnrollmentStarted,
} from '../../ports/management.ts';
import { callPort, callStorage, unavailable } from '../call/call-port.ts';
import type { Call, Refusal, SubjectCall } from '../call/call.ts';
import { draw, freshId } from '../call/fresh-ids.ts';
import { announce, announceFactor } from '../call/notices.ts';
import { markPublished, publish } from '../call/publish-event.ts';
import { readSealed } from '../call/result-shapes.ts';
import { findStep, refundAttempt } from '../verify/compare-attempt.ts';
import { publishTrust, trustFor } from '../verify/trust-client.ts';
import { listTokens } from './access-tokens.ts';
import { commit, perform } from './commit.ts';
import { freshRecoveryCodes } from './fresh-recovery-codes.ts';
import { endsOtherSessions, permit, readSubject } from './permit.ts';

/** The live factor, its trust and its failures stay as they are (P17). */
export async function enrollTotp(
  call: Call,
  options?: TotpEnrollOptions | null,
): Promise<Result<TotpEnrollmentStarted, Refusal>> {
  const permission = await permit(call, options);
  if (permission.isErr()) return err(permission.error);
  const known = permission.value;
  const { at, policy, account, subjectTag, topic, ports } = known.call;
  const { digits, periodSeconds, algorithm, secretBytes } = policy.totp;
  const drawn = draw(call, (random) => drawBytes(random, secretBytes));
  if (drawn.isErr()) return err(drawn.error);
  const secret = drawn.value;
  const shown = encodeBase32(secret, { padding: false });
  const named = typeof options?.account === 'string' ? options.account : undefined;
  const keyUri = writeKeyUri({
    type: 'totp',
    issuer: policy.issuer,
    account: labelOf(named ?? account.username ?? account.verifiedEmails[0] ?? topic.subject),
    secret,
    algorithm,
    digits,
    period: periodSeconds,
  });
  const seal = (): unknown => ports.sealing.seal(secret, { tag: subjectTag, purpose: 'totp' });
  const sealed = await callPort(call, 'sealing', seal, readSealed);
  if (sealed.isErr()) return err(sealed.error);
  secret.fill(0);
  const id = freshId(call);
  if (id.isErr()) return err(id.error);
  const expiresAt = at + policy.enrollment.pendingSeconds * 1000;
  const parameters = { algorithm, digits, periodSeconds };
  const pending = { id: id.value, ...parameters, sealed: sealed.value, expiresAt };
  const begun = await commit(known, 'beginEnrollment', { pending });
  if (begun.isErr()) return err(begun.error);
  announce(known.call, { kind: 'totp-enrollment-started' });
  return ok({ secret: shown, keyUri, expiresAt });
}

/**
 * Activates the pending enrollment by its first code. Attempts are charged apart from the live
 * factor's.
 */
export async function confirmTotp(
  call: Call,
  typed: string,
  options?: TotpConfirmOptions | null,
): Promise<Result<TotpConfirmed, Refusal>> {
  const read = await readSubject(call);
  if (read.isErr()) return err(read.error);
  const { call: known, facts } = read.value;
  const { policy, subjectTag, at, topic } = known;
  const locks = locksOf(policy.attempts);
  const { oneTimeCode } = readTypedCode({ value: codeTextOf(typed) });
  const attemptId = freshId(call);
  if (attemptId.isErr()) return err(attemptId.error);
  const charged = await callStorage(call, 'charge', subjectTag, {
    attemptId: attemptId.value,
    at,
    candidates: [{ method: 'enrollment', digits: oneTimeCode?.length }],
    automaticEmail: facts.automaticEmail,
    locks,
  });
  if (charged.isErr()) return err(charged.error);
  const charge = charged.value;
  const refused = (reason: string, outcome: ChargeOutcome = charge): Result<never, Denial> =>
    err(publishRefused(known, reason, enrollmentDenial(topic, outcome, locks, at)));
  if (charge.kind !== 'charged') return refused(charge.kind);

  const { pendingTotp, generation } = charge.state;
  if (pendingTotp === undefined || oneTimeCode === undefined) return err(unavailable('storage', topic));
  const step = await findStep(known, pendingTotp, oneTimeCode);
  if (step.isErr()) {
    if (step.error.port === 'sealing') await refundAttempt(known, attemptId.value, 'enrollment');
    return err(step.error);
  }
  if (step.value === undefined) return refused('wrong-code');

  const fresh = freshRecoveryCodes(known);
  if (fresh.isErr()) return err(fresh.error);
  // Read before the commit: once it is made, no fault may withhold the recovery codes.
  const tokens = await listTokens(known);
  if (tokens.isErr()) return err(tokens.error);
  const bypassTokens = tokens.value.filter(
    (token) => token.bypass && isTokenLive(token, policy.accessTokens, at),
  ).length;
  const trust = trustForConfirming(known, options?.client);
  const confirmed = await perform(known, 'confirmEnrollment', {
    attemptId: attemptId.value,
    at,
    generation,
    enrollmentId: pendingTotp.id,
    step: step.value,
    recoveryDigests: fresh.value.digests,
    trust,
  });
  if (confirmed.isErr()) return err(confirmed.error);
  if (confirmed.value === 'not-pending')
    return refused(confirmed.value, { kind: 'not-enrolled', state: charge.state });
  if (trust !== undefined) publishTrust(known, trust, trust.client.diesAt);
  announceFactor(known, 'factor-added', 'totp');
  return ok({ recoveryCodes: fresh.value.codes, bypassTokens, ...endsOtherSessions });
}

/** The confirming code is a factor verified in this call, so it may earn trust (P12). */
function trustForConfirming(call: SubjectCall, from: Client | null | undefined): TrustGranted | undefined {
  const { policy, macs, subjectTag } = call;
  if (!policy.enrollment.grantsTrust || policy.trust.seconds === 0) return undefined;
  const client = fingerprintClient(macs, subjectTag, from ?? undefined);
  return client && trustFor(call, { client, userAgent: from?.userAgent, method: 'totp' });
}

/** A refused first code has an event of its own. */
function publishRefused({ ports, at, topic }: SubjectCall, reason: string, denial: Denial): Denial {
  publish(ports, { kind: 'totp-enrollment-refused', at, subject: topic.subject, reason });
  return markPublished(denial);
}

/**
 * The Key URI format allows no colon in a name, and UTF-8 no lone surrogate: each becomes a dash.
 */
function labelOf(name: string): string {
  const label = [...name]
    .map((character) => (/[:\p{Cc}\p{Cs}]/u.test(character) ? '-' : character))
    .slice(0, 200)
    .join('')
    .trim();
  return label === '' ? 'account' : label;
}

/** The text of a code, or of an object that holds it as `value`, as codes are passed elsewhere. */
function codeTextOf(typed: unknown): string {
  const value: unknown =
    typeof typed === 'object' && typed !== null && 'value' in typed ? typed.value : typed;
  return value as string;
}
