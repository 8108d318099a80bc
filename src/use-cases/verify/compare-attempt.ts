/** Comparing a charged code with what is enrolled. @module */

import { type Result, err, ok } from 'neverthrow';
import { equalsAny } from '../../domain/base/constant-time.ts';
import { isLive } from '../../domain/base/instant.ts';
import { matchesEmailCode } from '../../domain/codes/email-code.ts';
import { addressesOfCode } from '../../domain/decision/choose-method.ts';
import type { Denial } from '../../domain/decision/denial.ts';
import { wrongCode } from '../../domain/decision/judge-attempt.ts';
import type { Trace } from '../../domain/decision/trace.ts';
import { digestCandidates } from '../../domain/keys/keyed-names.ts';
import { matchTotp } from '../../domain/otp/totp.ts';
import type { Match } from '../../domain/subject/settle.ts';
import type {
  AttemptScope,
  EmailCode,
  PendingTotp,
  TotpEnrollment,
} from '../../domain/subject/subject-record.ts';
import { type OrUnavailable, callNow, callPort, callStorage } from '../call/call-port.ts';
import type { SubjectCall } from '../call/call.ts';
import { announceFailures } from '../call/notices.ts';
import { readBoolean, readSecret } from '../call/result-shapes.ts';
import type { AccessCall } from './access-call.ts';
import type { ChargedAttempt } from './charge-attempt.ts';

/** What a right code matched. */
interface Matched {
  readonly match: Match;
  /** The match was spent when the attempt was charged. Settling it only gives the charge back. */
  readonly isUsed: boolean;
}

/** The match of a right code, with the trace so far. */
export interface Compared extends Matched {
  readonly trace: Trace;
}

/**
 * Denies a wrong code; its failure is already counted. An attempt that cannot be compared because
 * its secret does not open is given back: an outage must lock nobody out.
 */
export async function compareAttempt(
  call: AccessCall,
  attempt: ChargedAttempt,
): Promise<Result<Compared, Denial>> {
  const { method, charge } = attempt;
  const match = await findMatch(call, attempt);
  if (match.isErr()) {
    if (match.error.port === 'sealing') await refundAttempt(call, attempt.attemptId, method);
    return err(match.error);
  }
  const result = match.value === undefined ? 'mismatch' : 'match';
  const trace: Trace = [...attempt.trace, { step: 'comparison', result }];
  if (match.value !== undefined) return ok({ ...match.value, trace });
  announceFailures(call, method, charge.state.attempts[method]);
  return err(wrongCode(attempt, trace));
}

/** What the typed code matches, or `undefined` if it is wrong. */
async function findMatch(
  call: AccessCall,
  { method, charge, asked, situation }: ChargedAttempt,
): Promise<OrUnavailable<Matched | undefined>> {
  const { macs, subjectTag, at } = call;
  const { totp, emailCode } = charge.state;
  const { oneTimeCode, recoveryCode, password } = call.request.code ?? {};
  switch (method) {
    case 'totp': {
      if (totp === undefined || oneTimeCode === undefined) return ok(undefined);
      // Of several steps with this code the latest is found, so it is used only if all of them are.
      const found = await findStep(call, totp, oneTimeCode);
      return found.map((step) =>
        step === undefined
          ? undefined
          : { match: { method, enrollmentId: totp.id, step }, isUsed: step <= totp.lastStep },
      );
    }
    case 'email': {
      if (oneTimeCode === undefined) return ok(undefined);
      const { purpose } = asked;
      const binding = { tag: subjectTag, purpose, addresses: addressesOfCode(situation.facts, purpose) };
      const isRight = (code: Pick<EmailCode, 'purpose' | 'digest'>): boolean =>
        matchesEmailCode(macs, binding, { code, digits: oneTimeCode });
      const live = emailCode !== undefined && isLive(emailCode, at) && isRight(emailCode);
      const unspent = live ? emailCode.digest : undefined;
      const spent = charge.spentDigests.find((digest) => isRight({ purpose, digest }));
      return ok(foundDigest(method, unspent, spent));
    }
    case 'recovery-code': {
      if (recoveryCode === undefined) return ok(undefined);
      const typed = digestCandidates(macs, [method, subjectTag, recoveryCode]);
      const [unspent] = charge.recoveryDigests.filter((stored) => equalsAny(stored, typed));
      const [spent] = charge.spentDigests.filter((stored) => equalsAny(stored, typed));
      return ok(foundDigest(method, unspent, spent));
    }
    case 'password': {
      if (password === undefined) return ok(undefined);
      const isRight = await isPassword(call, password);
      return isRight.map((right) => (right ? { match: { method }, isUsed: false } : undefined));
    }
  }
}

/** A code that can still be used comes first. */
function foundDigest(
  method: 'email' | 'recovery-code',
  unspent: string | undefined,
  spent: string | undefined,
): Matched | undefined {
  const digest = unspent ?? spent;
  return digest === undefined ? undefined : { match: { method, digest }, isUsed: unspent === undefined };
}

/** Gives the charge back. The denial stands if that fails. */
export async function refundAttempt(
  call: SubjectCall,
  attemptId: string,
  method: AttemptScope,
): Promise<void> {
  void (await callStorage(call, 'refund', call.subjectTag, { attemptId, method }));
}

/**
 * The step whose code was typed, or `undefined`. The secret is opened, prepared once, and wiped.
 */
export async function findStep(
  call: SubjectCall,
  enrollment: TotpEnrollment | PendingTotp,
  typed: string,
): Promise<OrUnavailable<number | undefined>> {
  const { subjectTag, at, topic, ports, policy } = call;
  const { sealed, algorithm, digits, periodSeconds: period } = enrollment;
  // RFC 6238 §5.2: "A validation system SHOULD typically set a policy for an acceptable OTP
  // transmission delay window for validation." It is read now, and not stored.
  const { window } = policy.totp;
  const open = (): unknown => ports.sealing.open(sealed, { tag: subjectTag, purpose: 'totp' });
  const secret = await callPort(call, 'sealing', open, readSecret);
  if (secret.isErr()) return err(secret.error);
  const find = (): number | undefined => {
    const key = ports.hashing.prepare(algorithm, secret.value);
    secret.value.fill(0);
    try {
      const match = matchTotp(key, typed, { at, period, digits, window });
      return match.isOk() ? match.value.step : undefined;
    } finally {
      key.dispose();
    }
  };
  return callNow(topic, 'hashing', find, (step) => ({ value: step as number | undefined }));
}

const sha256Hex = /^[0-9a-f]{64}$/i;

/**
 * 64 hex digits are the SHA-256 of the password if the host can verify that, else the password
 * itself.
 */
function isPassword(call: SubjectCall, password: string): Promise<OrUnavailable<boolean>> {
  const { accounts } = call.ports;
  const { id } = call.account;
  const isDigest = sha256Hex.test(password) && typeof accounts.verifyPasswordDigest === 'function';
  const verify = (): unknown =>
    isDigest
      ? accounts.verifyPasswordDigest?.(id, password.toLowerCase())
      : accounts.verifyPassword(id, password);
  return callPort(call, 'accounts', verify, readBoolean);
}
