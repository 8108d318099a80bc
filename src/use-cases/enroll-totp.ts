/** Enrolling an authenticator: pending, confirmed, active; and taking it away (P1, P11, P17, P21). @module */

import { type Result, type ResultAsync, err, ok, safeTry } from 'neverthrow';
import { locksOf } from '../domain/attempts.ts';
import { encodeBase32 } from '../domain/base32.ts';
import type { Candidate } from '../domain/charge.ts';
import type { Denial } from '../domain/denial.ts';
import { generateSecret } from '../domain/generate-secret.ts';
import { formatKeyUri } from '../domain/key-uri.ts';
import { readTypedCode } from '../domain/typed-code.ts';
import type {
  EndsOtherSessions,
  ManagementProof,
  RecoveryCodesShown,
  TotpEnrollmentStarted,
} from '../ports/two-factor.ts';
import { readCharge, readSealed } from './answer-shapes.ts';
import { callPort, callStorage, unavailable } from './call-port.ts';
import { matchStep } from './compare-code.ts';
import { challengeOfEnrollment } from './deny.ts';
import {
  type Refusal,
  announce,
  commit,
  endsOtherSessions,
  freshRecoveryCodes,
  permit,
  readSubject,
} from './manage.ts';
import { draw, freshId } from './names.ts';
import { isAutomatic } from './read-account.ts';
import { record, tell } from './record-event.ts';
import type { World } from './world.ts';

export interface EnrollOptions {
  /** The account's name in the app; default the username, else the first verified address, else the subject's id. */
  readonly account?: string | undefined;
  readonly proof?: ManagementProof | undefined;
}

/** Starts an enrolment. The live factor, its trust and its failures stay as they are (P17). */
export function enrollTotp(
  world: World,
  subject: string,
  options?: EnrollOptions | null,
): ResultAsync<TotpEnrollmentStarted, Refusal> {
  return safeTry<TotpEnrollmentStarted, Refusal>(async function* () {
    const permission = yield* permit(world, subject, 'second-factor.totp.enroll', options?.proof);
    const { at, policy, account, epoch, tag, about } = permission;
    const { digits, periodSeconds: period, window, algorithm, secretBytes: bytes } = policy.totp;
    const secret = yield* draw(world, about, (random) => generateSecret(random, { bytes }));
    const shown = encodeBase32(secret, { padding: false });
    const named = typeof options?.account === 'string' ? options.account : undefined;
    const label = labelOf(named ?? account.username ?? account.verifiedEmails[0] ?? subject);
    const keyUri = formatKeyUri({
      type: 'totp',
      issuer: policy.issuer,
      account: label,
      secret,
      algorithm,
      digits,
      period,
    });
    const context = { tag, purpose: 'totp' };
    const sealed = yield* callPort(
      world,
      about,
      'sealing',
      () => world.ports.sealing.seal(secret, context),
      readSealed,
    );
    secret.fill(0);
    const id = yield* freshId(world, about);
    const expiresAt = at + policy.enrollment.pendingSeconds * 1000;
    const pending = { id, algorithm, digits, periodSeconds: period, window, sealed, expiresAt };
    yield* commit(
      world,
      about,
      (storage, attemptId) => storage.beginEnrollment(tag, { attemptId, epoch, pending }),
      'begun',
      'superseded',
    );
    await announce(world, permission, { kind: 'totp-enrollment-started' });
    return ok({ secret: shown, keyUri, expiresAt });
  });
}

/** Activates the pending enrolment by its first code. Attempts are charged like any other, apart from the live factor's. */
export function confirmTotp(
  world: World,
  subject: string,
  typed: string,
): ResultAsync<RecoveryCodesShown & EndsOtherSessions, Refusal> {
  return safeTry<RecoveryCodesShown & EndsOtherSessions, Refusal>(async function* () {
    const reading = yield* readSubject(world, subject, 'second-factor.totp.confirm');
    const { policy, account, tag, at, about } = reading;
    const code = readTypedCode({ value: valueOf(typed) });
    const candidates: readonly Candidate[] = [{ method: 'enrollment', fits: code.digits?.length ?? false }];
    const attemptId = yield* freshId(world, about);
    const charge = yield* callStorage(
      world,
      about,
      (storage) =>
        storage.charge(tag, {
          attemptId,
          at,
          candidates,
          automaticEmail: isAutomatic(policy, account),
          locks: locksOf(policy.attempts),
        }),
      readCharge,
    );
    const refuse = (reason: string, denial: Denial): Result<never, Denial> => {
      record(world, { kind: 'totp-enrollment-refused', at, subject, reason });
      return err(tell(denial));
    };
    if (charge.word !== 'charged')
      return refuse(charge.word, challengeOfEnrollment(about, policy, charge, at));
    const { pendingTotp, epoch } = charge.state;
    if (pendingTotp === undefined || code.digits === undefined) return err(unavailable('storage', about));
    const step = yield* matchStep(world, about, pendingTotp, { tag, at, digits: code.digits });
    if (step === undefined) return refuse('wrong-code', challengeOfEnrollment(about, policy, charge, at));
    const fresh = yield* freshRecoveryCodes(world, about, policy, tag);
    const input = {
      attemptId,
      at,
      epoch,
      enrollmentId: pendingTotp.id,
      step,
      recoveryDigests: fresh.digests,
    };
    const confirmed = yield* commit(
      world,
      about,
      (storage) => storage.confirmEnrollment(tag, input),
      'confirmed',
      'not-pending',
      'superseded',
    );
    if (confirmed === 'not-pending') {
      return refuse(confirmed, { kind: 'enrollment-required', availableMethods: ['totp'], ...about });
    }
    const change = { kind: 'factor-added' } as const;
    await announce(world, reading, { ...change, method: 'totp' }, { ...change, data: { method: 'totp' } });
    return ok({ recoveryCodes: fresh.codes, ...endsOtherSessions });
  });
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
