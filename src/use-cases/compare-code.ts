/** Comparing a charged code with what is enrolled; the answer is the proof to settle with. @module */

import { type ResultAsync, ok, okAsync, safeTry } from 'neverthrow';
import type { Unavailable } from '../domain/denial.ts';
import { matchesEmailCode } from '../domain/email-code.ts';
import { type Instant, isLive } from '../domain/instant.ts';
import { type SubjectTag, digestCandidates } from '../domain/keyed-names.ts';
import type { Method } from '../domain/method.ts';
import type { Proof } from '../domain/settle.ts';
import type {
  EmailCodePurpose,
  PendingTotp,
  SubjectState,
  TotpEnrollment,
} from '../domain/subject-record.ts';
import { equalInConstantTime } from '../domain/text-bytes.ts';
import { matchTotp } from '../domain/totp.ts';
import type { TypedCode } from '../domain/typed-code.ts';
import { readBytes, readTruth } from './answer-shapes.ts';
import { callNow, callPort } from './call-port.ts';
import type { About, World } from './world.ts';

/** A code that was charged, and what it is compared with. */
export interface Charged {
  readonly method: Method;
  readonly state: SubjectState;
  readonly recoveryDigests: readonly string[];
  readonly code: TypedCode;
  readonly purpose: EmailCodePurpose;
  readonly tag: SubjectTag;
  readonly at: Instant;
}

/** The proof, or `undefined` where the code is wrong. */
export function compareCode(
  world: World,
  about: About,
  charged: Charged,
): ResultAsync<Proof | undefined, Unavailable> {
  switch (charged.method) {
    case 'totp':
      return compareTotp(world, about, charged);
    case 'email':
      return okAsync(compareEmail(world, charged));
    case 'recovery-code':
      return okAsync(compareRecovery(world, charged));
    case 'password':
      return comparePassword(world, about, charged);
  }
}

/** The step whose code was typed, or `undefined`: the secret is opened, prepared once, and wiped. */
export function matchStep(
  world: World,
  about: About,
  enrolment: TotpEnrollment | PendingTotp,
  {
    tag,
    at,
    digits,
    afterStep,
  }: {
    readonly tag: SubjectTag;
    readonly at: Instant;
    readonly digits: string;
    readonly afterStep?: number | undefined;
  },
): ResultAsync<number | undefined, Unavailable> {
  const { sealing, hashing } = world.ports;
  return safeTry(async function* () {
    const secret = yield* callPort(
      world,
      about,
      'sealing',
      () => sealing.open(enrolment.sealed, { tag, purpose: 'totp' }),
      readBytes,
    );
    const step = yield* callNow(
      about,
      'hashing',
      () => {
        const key = hashing.prepare(enrolment.algorithm, secret);
        secret.fill(0);
        try {
          const { periodSeconds: period, digits: length, window } = enrolment;
          const match = matchTotp(key, digits, { at, period, digits: length, window, afterStep });
          return match.isOk() ? match.value.step : undefined;
        } finally {
          key.dispose();
        }
      },
      (answer) => ({ value: answer as number | undefined }),
    );
    return ok(step);
  });
}

function compareTotp(
  world: World,
  about: About,
  charged: Charged,
): ResultAsync<Proof | undefined, Unavailable> {
  const { totp } = charged.state;
  const { digits } = charged.code;
  if (totp === undefined || digits === undefined) return okAsync(undefined);
  return matchStep(world, about, totp, {
    tag: charged.tag,
    at: charged.at,
    digits,
    afterStep: totp.lastStep,
  }).map((step) => (step === undefined ? undefined : { method: 'totp', enrollmentId: totp.id, step }));
}

function compareEmail(world: World, { state, code, tag, purpose, at }: Charged): Proof | undefined {
  const { emailCode } = state;
  if (emailCode === undefined || code.digits === undefined || !isLive(emailCode, at)) return undefined;
  const matches = matchesEmailCode(world.macs, tag, purpose, emailCode, code.digits);
  return matches ? { method: 'email', digest: emailCode.digest } : undefined;
}

function compareRecovery(world: World, { code, tag, recoveryDigests }: Charged): Proof | undefined {
  if (code.recoveryCode === undefined) return undefined;
  const typed = digestCandidates(world.macs, ['recovery-code', tag, code.recoveryCode]);
  const matches = recoveryDigests.filter((stored) =>
    typed.map((digest) => equalInConstantTime(digest, stored)).includes(true),
  );
  return matches[0] === undefined ? undefined : { method: 'recovery-code', digest: matches[0] };
}

const sha256Hex = /^[0-9a-f]{64}$/i;

/** 64 hex digits are the SHA-256 of the password, where the host can check that; anything else is the password itself. */
function comparePassword(
  world: World,
  about: About,
  { code }: Charged,
): ResultAsync<Proof | undefined, Unavailable> {
  const { accounts } = world.ports;
  const { password } = code;
  if (password === undefined) return okAsync(undefined);
  const asDigest = sha256Hex.test(password) && typeof accounts.verifyPasswordDigest === 'function';
  const verify = (): unknown =>
    asDigest
      ? accounts.verifyPasswordDigest?.(about.subject, password.toLowerCase())
      : accounts.verifyPassword(about.subject, password);
  return callPort(world, about, 'accounts', verify, readTruth).map((right) =>
    right ? { method: 'password' } : undefined,
  );
}
