/** Random calls of every verb. Few names, so that calls affect each other. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import { factors } from '../../domain/policy/method.ts';
import type { Locks } from '../../domain/subject/attempts.ts';
import type { Candidate, ChargeInput } from '../../domain/subject/charge.ts';
import type { MailLimit } from '../../domain/subject/mail-limits.ts';
import type { Match } from '../../domain/subject/settle.ts';
import type { PendingTotp } from '../../domain/subject/subject-record.ts';
import type { TrustGranted } from '../../domain/subject/trust.ts';
import {
  type DrawnCall,
  drawnAddresses,
  drawnClient,
  drawnLifetimeMs,
  generationError,
  pad,
  sealed,
} from './drawn-names.ts';
import { beginCall, readCalls, tokenCalls, trustCalls } from './drawn-token-calls.ts';

const limits: readonly MailLimit[] = [
  { withinMs: 60_000, maxMails: 1 },
  { withinMs: 300_000, maxMails: 3 },
];
const enrollmentId = fc.constantFrom(pad('e1'), pad('e2'));
const emailDigest = fc.constantFrom(pad('m1'), pad('m2'));
const recoveryDigest = fc.constantFrom(pad('r1'), pad('r2'), pad('r3'));
const step = fc.constantFrom(0, 1, 2, 3, 9, 10, 2 ** 31, 2 ** 33);
const digits = fc.constantFrom(6, 8);
const locks: Arbitrary<Locks> = fc.record({
  ms: fc.constantFrom([0], [0, 0, 30_000], [0, 1000, 60_000], [30_000]),
  disabledAt: fc.constantFrom(undefined, 2, 5),
});
const match: Arbitrary<Match> = fc.oneof(
  fc.record({ method: fc.constant('totp' as const), enrollmentId, step }),
  fc.record({ method: fc.constant('email' as const), digest: emailDigest }),
  fc.record({ method: fc.constant('recovery-code' as const), digest: recoveryDigest }),
  fc.record({ method: fc.constant('password' as const) }),
);
const recoverySet = fc.subarray([pad('r1'), pad('r2'), pad('r3')]);
const onlyWithoutFactor = fc.boolean();
const candidate: Arbitrary<Candidate> = fc.oneof(
  fc.record({
    method: fc.constantFrom('totp' as const, 'email' as const, 'enrollment' as const),
    digits: fc.constantFrom(6, 6, 8, undefined),
    onlyWithoutFactor,
  }),
  fc.record({
    method: fc.constantFrom('recovery-code' as const, 'password' as const),
    isWellFormed: fc.boolean(),
    onlyWithoutFactor,
  }),
);
const candidates = fc.array(candidate, { minLength: 1, maxLength: 3 });

function pendingTotp(id: string, lifetimeMs: number, digits: number, at: Instant): PendingTotp {
  return {
    id,
    algorithm: 'SHA1',
    digits,
    periodSeconds: 30,
    sealed,
    expiresAt: at + lifetimeMs,
  };
}

const drawnTrust = fc.option(
  fc.record({
    client: drawnClient,
    method: fc.constantFrom(...factors),
    lifetimeMs: drawnLifetimeMs,
    maxClients: fc.constantFrom(1, 2, 20),
  }),
  { nil: undefined },
);
type DrawnTrust = typeof drawnTrust extends Arbitrary<infer Drawn> ? Drawn : never;

function trustAt(drawn: DrawnTrust, at: Instant): TrustGranted | undefined {
  if (drawn === undefined) return undefined;
  const { client, method, lifetimeMs, maxClients } = drawn;
  const diesAt = at + lifetimeMs;
  return { client: { client, method, factorAt: at, diesAt, label: 'Firefox' }, maxClients };
}

const chargeCall = fc
  .record({
    candidates,
    locks,
    automaticEmail: fc.boolean(),
    client: fc.option(drawnClient),
    trust: fc.option(fc.record({ ms: drawnLifetimeMs, methods: fc.subarray([...factors]) })),
  })
  .map((drawn): DrawnCall => ({ tag, at, attemptId }) => {
    const input: ChargeInput = {
      attemptId,
      at,
      candidates: drawn.candidates,
      automaticEmail: drawn.automaticEmail,
      locks: drawn.locks,
      client: drawn.client ?? undefined,
      trust:
        drawn.trust === null ? undefined : { seconds: drawn.trust.ms / 1000, methods: drawn.trust.methods },
    };
    return { verb: 'charge', args: [tag, input] };
  });

const settleCall = fc
  .record({ match, generationError, trust: drawnTrust })
  .map((drawn): DrawnCall => ({ tag, at, attemptId, generation }) => {
    const input = {
      attemptId,
      at,
      match: drawn.match,
      generation: generation + drawn.generationError,
      trust: trustAt(drawn.trust, at),
    };
    return { verb: 'settle', args: [tag, input] };
  });

const refundCall = fc
  .constantFrom('totp' as const, 'enrollment' as const)
  .map((method): DrawnCall => ({ tag, attemptId }) => ({
    verb: 'refund',
    args: [tag, { attemptId, method }],
  }));

const changeCalls: readonly Arbitrary<DrawnCall>[] = [
  fc
    .record({ enrollmentId, lifetimeMs: drawnLifetimeMs, digits, generationError })
    .map((drawn) => ({ tag, at, attemptId, generation }) => {
      const pending = pendingTotp(drawn.enrollmentId, drawn.lifetimeMs, drawn.digits, at);
      return {
        verb: 'beginEnrollment',
        args: [tag, { attemptId, generation: generation + drawn.generationError, pending }],
      };
    }),
  fc
    .record({ enrollmentId, step, recoverySet, generationError, trust: drawnTrust })
    .map((drawn) => ({ tag, at, attemptId, generation }) => {
      const { enrollmentId, step, recoverySet: recoveryDigests } = drawn;
      const input = {
        attemptId,
        at,
        generation: generation + drawn.generationError,
        enrollmentId,
        step,
        recoveryDigests,
        trust: trustAt(drawn.trust, at),
      };
      return { verb: 'confirmEnrollment', args: [tag, input] };
    }),
  fc
    .record({ addresses: drawnAddresses, recoverySet, generationError })
    .map((drawn) => ({ tag, at, attemptId, generation }) => {
      const { addresses, recoverySet: recoveryDigests } = drawn;
      const input = {
        attemptId,
        at,
        generation: generation + drawn.generationError,
        addresses,
        recoveryDigests,
      };
      return { verb: 'enableEmail', args: [tag, input] };
    }),
  fc
    .record({ factor: fc.constantFrom('totp' as const, 'email' as const), generationError })
    .map(({ factor, generationError }) => ({ tag, attemptId, generation }) => ({
      verb: 'removeFactor',
      args: [tag, { attemptId, generation: generation + generationError, factor }],
    })),
  fc
    .record({ recoverySet, generationError })
    .map(({ recoverySet: digests, generationError }) => ({ tag, attemptId, generation }) => ({
      verb: 'replaceRecoveryCodes',
      args: [tag, { attemptId, generation: generation + generationError, digests }],
    })),
  fc
    .record({
      addresses: fc.option(drawnAddresses, { nil: undefined }),
      clears: fc.constantFrom(undefined, 'password' as const),
      generationError,
    })
    .map(({ addresses, clears, generationError }) => ({ tag, attemptId, generation }) => {
      const pins = addresses && { generation: generation + generationError, addresses };
      return { verb: 'raiseGeneration', args: [tag, { attemptId, pins, clears }] };
    }),
  fc
    .constantFrom('bypass' as const, 'all' as const, 'none' as const)
    .map((tokens) => ({ tag, attemptId }) => ({
      verb: 'reset',
      args: [tag, { attemptId, tokens }],
    })),
  fc.constant(({ tag }) => ({ verb: 'forget', args: [tag] })),
  fc.constant(({ tag }) => ({ verb: 'unlock', args: [tag] })),
];

const mailCalls: readonly Arbitrary<DrawnCall>[] = [
  fc
    .record({ addresses: drawnAddresses, generationError })
    .map((drawn) => ({ tag, at, attemptId, generation }) => {
      const input = {
        attemptId,
        at,
        generation: generation + drawn.generationError,
        addresses: drawn.addresses,
      };
      return { verb: 'pinEmail', args: [tag, input] };
    }),
  fc
    .record({
      digest: emailDigest,
      digits,
      lifetimeMs: drawnLifetimeMs,
      generationError,
      purpose: fc.constantFrom('challenge' as const, 'first-factor' as const),
    })
    .map((drawn) => ({ tag, at, attemptId, generation }) => {
      const { purpose, digest, digits, lifetimeMs } = drawn;
      const code = { purpose, digest, digits, expiresAt: at + lifetimeMs };
      const input = {
        attemptId,
        at,
        generation: generation + drawn.generationError,
        code,
        limits,
      };
      return { verb: 'issueEmailCode', args: [tag, input] };
    }),
  fc.constant(({ recipient, at, attemptId }) => ({
    verb: 'countMail',
    args: [recipient, { attemptId, at, limits }],
  })),
];

/** Any call. Verifications and changes are drawn most often. */
export const drawnCall: Arbitrary<DrawnCall> = fc.oneof(
  { arbitrary: chargeCall, weight: 5 },
  { arbitrary: settleCall, weight: 5 },
  { arbitrary: refundCall, weight: 1 },
  { arbitrary: beginCall, weight: 2 },
  { arbitrary: fc.oneof(...changeCalls), weight: 6 },
  { arbitrary: fc.oneof(...mailCalls), weight: 3 },
  { arbitrary: fc.oneof(...tokenCalls), weight: 4 },
  { arbitrary: fc.oneof(...trustCalls), weight: 1 },
  { arbitrary: fc.oneof(...readCalls), weight: 2 },
);
