/** Comparing a charged code with what is enrolled; the answer is the proof to settle with. @module */

import { equalsAny } from '../../domain/base/constant-time.ts';
import { isLive } from '../../domain/base/instant.ts';
import { matchesEmailCode } from '../../domain/codes/email-code.ts';
import type { TypedCode } from '../../domain/codes/typed-code.ts';
import type { Unavailable } from '../../domain/decision/denial.ts';
import { digestCandidates } from '../../domain/keys/keyed-names.ts';
import { matchTotp } from '../../domain/otp/totp.ts';
import type { Method } from '../../domain/policy/method.ts';
import type { Match } from '../../domain/subject/settle.ts';
import type { EmailCodePurpose, PendingTotp, TotpEnrollment } from '../../domain/subject/subject-record.ts';
import type { SubjectState } from '../../domain/subject/subject-state.ts';
import { callNow, callPort } from '../call/call-port.ts';
import type { Known } from '../call/question.ts';
import { readBytes, readBoolean } from '../call/result-shapes.ts';
import type { Steps } from '../call/steps.ts';

/** A code that was charged, and what it is compared with. */
export interface Charged {
  readonly method: Method;
  readonly state: SubjectState;
  readonly recoveryDigests: readonly string[];
  readonly code: TypedCode;
  readonly purpose: EmailCodePurpose;
}

/** The proof, or `undefined` where the code is wrong. */
export async function* compareCode(known: Known, charged: Charged): Steps<Match | undefined, Unavailable> {
  const { macs, tag, at } = known;
  const { method, state, recoveryDigests, code, purpose } = charged;
  const { oneTimeCode, recoveryCode, password } = code;
  const { totp, emailCode } = state;
  switch (method) {
    case 'totp': {
      if (totp === undefined || oneTimeCode === undefined) return undefined;
      const step = yield* matchStep(known, totp, oneTimeCode, totp.lastStep);
      return step === undefined ? undefined : { method, enrollmentId: totp.id, step };
    }
    case 'email': {
      if (emailCode === undefined || oneTimeCode === undefined || !isLive(emailCode, at)) return undefined;
      const matches = matchesEmailCode(macs, tag, purpose, emailCode, oneTimeCode);
      return matches ? { method, digest: emailCode.digest } : undefined;
    }
    case 'recovery-code': {
      if (recoveryCode === undefined) return undefined;
      const typed = digestCandidates(macs, [method, tag, recoveryCode]);
      const [digest] = recoveryDigests.filter((stored) => equalsAny(stored, typed));
      return digest === undefined ? undefined : { method, digest };
    }
    case 'password':
      return password !== undefined && (yield* await isPassword(known, password)) ? { method } : undefined;
  }
}

/** The step whose code was typed, or `undefined`: the secret is opened, prepared once, and wiped. */
export async function* matchStep(
  known: Known,
  enrollment: TotpEnrollment | PendingTotp,
  typed: string,
  afterStep?: number,
): Steps<number | undefined, Unavailable> {
  const { tag, at, about, ports } = known;
  const { sealed, algorithm, digits, periodSeconds: period, window } = enrollment;
  const open = (): unknown => ports.sealing.open(sealed, { tag, purpose: 'totp' });
  const secret = yield* await callPort(known, 'sealing', open, readBytes);
  const match = (): number | undefined => {
    const key = ports.hashing.prepare(algorithm, secret);
    secret.fill(0);
    try {
      const matched = matchTotp(key, typed, { at, period, digits, window, afterStep });
      return matched.isOk() ? matched.value.step : undefined;
    } finally {
      key.dispose();
    }
  };
  return yield* callNow(about, 'hashing', match, (step) => ({ value: step as number | undefined }));
}

const sha256Hex = /^[0-9a-f]{64}$/i;

/** 64 hex digits are the SHA-256 of the password, where the host can check that; anything else is the password itself. */
function isPassword(known: Known, password: string): ReturnType<typeof callPort<boolean>> {
  const { accounts } = known.ports;
  const { subject } = known.about;
  const asDigest = sha256Hex.test(password) && typeof accounts.verifyPasswordDigest === 'function';
  const verify = (): unknown =>
    asDigest
      ? accounts.verifyPasswordDigest?.(subject, password.toLowerCase())
      : accounts.verifyPassword(subject, password);
  return callPort(known, 'accounts', verify, readBoolean);
}
