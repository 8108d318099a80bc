/** Enrolling an authenticator: pending, confirmed, active (P1, P17, P21). @module */

import type { Err } from 'neverthrow';
import { drawBytes } from '../../domain/base/draw.ts';
import { readTypedCode } from '../../domain/codes/typed-code.ts';
import type { Denial } from '../../domain/decision/denial.ts';
import { encodeBase32 } from '../../domain/otp/encode-base32.ts';
import { writeKeyUri } from '../../domain/otp/write-key-uri.ts';
import { locksOf } from '../../domain/subject/attempts.ts';
import type { Candidate } from '../../domain/subject/charge.ts';
import type {
  EndsOtherSessions,
  ManagementProof,
  RecoveryCodesShown,
  TotpEnrollmentStarted,
} from '../../ports/two-factor.ts';
import { callPort, callStorage, unavailable } from '../call/call-port.ts';
import type { Call } from '../call/call.ts';
import { draw, freshId } from '../call/fresh-ids.ts';
import { announce, announceFactor } from '../call/notices.ts';
import { record, tell } from '../call/publish-event.ts';
import { readCharge, readSealed } from '../call/result-shapes.ts';
import { type Steps, refuse } from '../call/steps.ts';
import { matchStep } from '../verify/compare-code.ts';
import { enrollmentDenial } from '../verify/deny.ts';
import { commit, endsOtherSessions, freshRecoveryCodes, permit, readSubject } from './manage.ts';

export interface EnrollOptions {
  /** The account's name in the app; default the username, else the first verified address, else the subject's id. */
  readonly account?: string | undefined;
  readonly proof?: ManagementProof | undefined;
}

/** Starts an enrollment. The live factor, its trust and its failures stay as they are (P17). */
export async function* enrollTotp(call: Call, options?: EnrollOptions | null): Steps<TotpEnrollmentStarted> {
  const permission = yield* permit(call, options);
  const { at, policy, account, tag, about, ports } = permission;
  const { digits, periodSeconds, window, algorithm, secretBytes } = policy.totp;
  const secret = yield* draw(call, (random) => drawBytes(random, secretBytes));
  const shown = encodeBase32(secret, { padding: false });
  const named = typeof options?.account === 'string' ? options.account : undefined;
  const keyUri = writeKeyUri({
    issuer: policy.issuer,
    account: labelOf(named ?? account.username ?? account.verifiedEmails[0] ?? about.subject),
    secret,
    algorithm,
    digits,
    type: 'totp',
    period: periodSeconds,
  });
  const seal = (): unknown => ports.sealing.seal(secret, { tag, purpose: 'totp' });
  const sealed = yield* await callPort(call, 'sealing', seal, readSealed);
  secret.fill(0);
  const id = yield* freshId(call);
  const expiresAt = at + policy.enrollment.pendingSeconds * 1000;
  const pending = { id, algorithm, digits, periodSeconds, window, sealed, expiresAt };
  yield* commit(
    permission,
    (storage, _, change) => storage.beginEnrollment(tag, { ...change, pending }),
    'begun',
    'superseded',
  );
  await announce(permission, { kind: 'totp-enrollment-started' });
  return { secret: shown, keyUri, expiresAt };
}

/** Activates the pending enrollment by its first code. Attempts are charged like any other, apart from the live factor's. */
export async function* confirmTotp(call: Call, typed: string): Steps<RecoveryCodesShown & EndsOtherSessions> {
  const reading = yield* readSubject(call);
  const { policy, facts, tag, at, about } = reading;
  const { oneTimeCode } = readTypedCode({ value: valueOf(typed) });
  const candidates: readonly Candidate[] = [{ method: 'enrollment', digits: oneTimeCode?.length }];
  const attemptId = yield* freshId(call);
  const { automaticEmail } = facts;
  const attempt = { attemptId, at, candidates, automaticEmail, locks: locksOf(policy.attempts) };
  const charge = yield* await callStorage(call, (storage) => storage.charge(tag, attempt), readCharge);
  const refused = (reason: string, denial: Denial): Err<never, Denial> => {
    record(call, { kind: 'totp-enrollment-refused', at, subject: about.subject, reason });
    return refuse(tell(denial));
  };
  if (charge.kind !== 'charged') return yield* refused(charge.kind, enrollmentDenial(call, charge));
  const { pendingTotp, generation } = charge.state;
  if (pendingTotp === undefined || oneTimeCode === undefined)
    return yield* refuse(unavailable('storage', about));
  const step = yield* matchStep(reading, pendingTotp, oneTimeCode);
  if (step === undefined) return yield* refused('wrong-code', enrollmentDenial(call, charge));
  const { codes, digests } = yield* freshRecoveryCodes(reading);
  const input = { attemptId, at, generation, enrollmentId: pendingTotp.id, step, recoveryDigests: digests };
  const confirmed = yield* commit(
    reading,
    (storage) => storage.confirmEnrollment(tag, input),
    'confirmed',
    'not-pending',
    'superseded',
  );
  if (confirmed === 'not-pending')
    return yield* refused(confirmed, { kind: 'enrollment-required', availableMethods: ['totp'], ...about });
  await announceFactor(reading, 'factor-added', 'totp');
  return { recoveryCodes: codes, ...endsOtherSessions };
}

/** The Key URI format has no place for a colon in a name, nor UTF-8 one for half a surrogate pair: each becomes a dash. */
function labelOf(name: string): string {
  const label = [...name]
    .map((character) => (/[:\p{Cc}\p{Cs}]/u.test(character) ? '-' : character))
    .slice(0, 200)
    .join('')
    .trim();
  return label === '' ? 'account' : label;
}

/** A code, or what carries one as `value`: callers that send codes elsewhere need not take them apart. */
function valueOf(typed: unknown): string {
  const value: unknown =
    typeof typed === 'object' && typed !== null && 'value' in typed ? typed.value : typed;
  return value as string;
}
