/** Random calls of every verb, on few enough names that they meet each other. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Locks } from '../../domain/attempts.ts';
import type { ChargeInput } from '../../domain/charge.ts';
import type { Instant } from '../../domain/instant.ts';
import type { ClientTag, RecipientTag, SubjectTag } from '../../domain/keyed-names.ts';
import type { MailLimit } from '../../domain/mail-limits.ts';
import type { Proof } from '../../domain/settle.ts';
import type {
  AccessTokenRecord,
  AttemptScope,
  PendingTotp,
  SealedSecret,
} from '../../domain/subject-record.ts';
import type { StorageCall } from '../seam/storage-call.ts';

/** What a drawn call is completed with when it is made. */
export interface CallContext {
  readonly tag: SubjectTag;
  readonly recipient: RecipientTag;
  readonly at: Instant;
  readonly attemptId: string;
  /** The epoch that the caller believes in. */
  readonly epoch: number;
}

/** A call that waits for its context. */
export type DrawnCall = (context: CallContext) => StorageCall;

const pad = (name: string): string => name.padEnd(22, '_');
const sealed: SealedSecret = { keyName: 'k1', nonce: 'AAAA', ciphertext: 'BBBB' };
const limits: readonly MailLimit[] = [
  { withinMs: 60_000, atMost: 1 },
  { withinMs: 300_000, atMost: 3 },
];
const enrollmentId = fc.constantFrom(pad('e1'), pad('e2'));
const emailDigest = fc.constantFrom(pad('m1'), pad('m2'));
const recoveryDigest = fc.constantFrom(pad('r1'), pad('r2'), pad('r3'));
const client = fc.constantFrom(...['c1', 'c2', 'c3'].map((name) => pad(name) as ClientTag));
const tokenId = fc.constantFrom('t1__________16ch', 't2__________16ch', 't3__________16ch');
const step = fc.constantFrom(0, 1, 2, 3, 9, 10, 2 ** 31, 2 ** 33);
/** How long something lives: boundaries of the time steps between calls among them. */
const life = fc.constantFrom(0, 1, 1000, 60_000, 600_000);
/** The believed epoch is nearly always the right one. */
const epochError = fc.oneof({ arbitrary: fc.constant(0), weight: 8 }, fc.constantFrom(-1, 1));
const digits = fc.constantFrom(6, 8);
const scope = fc.constantFrom<AttemptScope>('totp', 'email', 'recovery-code', 'password', 'enrollment');
const locks: Arbitrary<Locks> = fc.record({
  ms: fc.constantFrom([0], [0, 0, 30_000], [0, 1000, 60_000], [30_000]),
  disabledAt: fc.constantFrom(undefined, 2, 5),
});
const proof: Arbitrary<Proof> = fc.oneof(
  fc.record({ method: fc.constant('totp' as const), enrollmentId, step }),
  fc.record({ method: fc.constant('email' as const), digest: emailDigest }),
  fc.record({ method: fc.constant('recovery-code' as const), digest: recoveryDigest }),
  fc.record({ method: fc.constant('password' as const) }),
);
const recoverySet = fc.subarray([pad('r1'), pad('r2'), pad('r3')]);
const candidates = fc.array(
  fc.record({ method: scope, fits: fc.constantFrom(true, false, 6, 8), firstFactor: fc.boolean() }),
  { minLength: 1, maxLength: 3 },
);

function pendingOf(id: string, lifeMs: number, length: number, at: Instant): PendingTotp {
  return {
    id,
    algorithm: 'SHA1',
    digits: length,
    periodSeconds: 30,
    window: 1,
    sealed,
    expiresAt: at + lifeMs,
  };
}

const token = fc.record({
  id: tokenId,
  name: fc.constantFrom('ci', 'laptop'),
  bypass: fc.boolean(),
  life: fc.option(life, { nil: undefined }),
  scopes: fc.constantFrom<readonly string[]>([], ['settings.save'], ['a', 'b']),
});
type DrawnToken = typeof token extends Arbitrary<infer Drawn> ? Drawn : never;

function tokenOf(drawn: DrawnToken, at: Instant): AccessTokenRecord {
  const { life: lifeMs, ...fields } = drawn;
  const expiry = lifeMs === undefined ? {} : { expiresAt: at + lifeMs };
  return { ...fields, ...expiry, digest: pad(drawn.id), owner: sealed, createdAt: at, lastFour: 'last' };
}

const chargeCall = fc
  .record({
    candidates,
    locks,
    automaticEmail: fc.boolean(),
    client: fc.option(client),
    trust: fc.option(life),
  })
  .map((drawn): DrawnCall => ({ tag, at, attemptId }) => {
    const input: ChargeInput = {
      attemptId,
      at,
      candidates: drawn.candidates,
      automaticEmail: drawn.automaticEmail,
      locks: drawn.locks,
      client: drawn.client ?? undefined,
      trustSeconds: drawn.trust === null ? undefined : drawn.trust / 1000,
    };
    return { verb: 'charge', args: [tag, input] };
  });

const settleCall = fc
  .record({ proof, epochError, client: fc.option(client), maxClients: fc.constantFrom(1, 2, 20) })
  .map((drawn): DrawnCall => ({ tag, at, attemptId, epoch }) => {
    const trust =
      drawn.client === null
        ? undefined
        : { client: { client: drawn.client, factorAt: at, label: 'Firefox' }, maxClients: drawn.maxClients };
    const input = { attemptId, at, proof: drawn.proof, epoch: epoch + drawn.epochError, trust };
    return { verb: 'settle', args: [tag, input] };
  });

const changeCalls: readonly Arbitrary<DrawnCall>[] = [
  fc.record({ enrollmentId, life, digits, epochError }).map((drawn) => ({ tag, at, attemptId, epoch }) => {
    const pending = pendingOf(drawn.enrollmentId, drawn.life, drawn.digits, at);
    return { verb: 'beginEnrollment', args: [tag, { attemptId, epoch: epoch + drawn.epochError, pending }] };
  }),
  fc
    .record({ enrollmentId, step, recoverySet, epochError })
    .map((drawn) => ({ tag, at, attemptId, epoch }) => {
      const { enrollmentId, step, recoverySet: recoveryDigests } = drawn;
      const input = { attemptId, at, epoch: epoch + drawn.epochError, enrollmentId, step, recoveryDigests };
      return { verb: 'confirmEnrollment', args: [tag, input] };
    }),
  fc.record({ recoverySet, epochError }).map((drawn) => ({ tag, recipient, at, attemptId, epoch }) => {
    const { recoverySet: recoveryDigests } = drawn;
    const input = {
      attemptId,
      at,
      epoch: epoch + drawn.epochError,
      recipients: [recipient],
      recoveryDigests,
    };
    return { verb: 'enableEmail', args: [tag, input] };
  }),
  fc
    .record({
      factor: fc.constantFrom('totp' as const, 'email' as const),
      automaticEmail: fc.boolean(),
      epochError,
    })
    .map(({ factor, automaticEmail, epochError }) => ({ tag, attemptId, epoch }) => ({
      verb: 'removeFactor',
      args: [tag, { attemptId, epoch: epoch + epochError, factor, automaticEmail }],
    })),
  fc
    .record({ recoverySet, epochError })
    .map(({ recoverySet: digests, epochError }) => ({ tag, attemptId, epoch }) => ({
      verb: 'replaceRecoveryCodes',
      args: [tag, { attemptId, epoch: epoch + epochError, digests }],
    })),
  fc.constant(({ tag, attemptId }) => ({ verb: 'bumpEpoch', args: [tag, { attemptId }] })),
  fc
    .constantFrom('bypass' as const, 'all' as const, 'none' as const)
    .map((tokens) => ({ tag, attemptId }) => ({
      verb: 'reset',
      args: [tag, { attemptId, tokens }],
    })),
];

const mailCalls: readonly Arbitrary<DrawnCall>[] = [
  fc
    .record({
      digest: emailDigest,
      digits,
      life,
      epochError,
      purpose: fc.constantFrom('challenge' as const, 'first-factor' as const),
      enrolls: fc.boolean(),
    })
    .map((drawn) => ({ tag, recipient, at, attemptId, epoch }) => {
      const { purpose, digest, digits, life, enrolls } = drawn;
      const code = { purpose, digest, digits, expiresAt: at + life };
      const enroll = enrolls ? { enroll: [recipient] } : {};
      const input = { attemptId, at, epoch: epoch + drawn.epochError, code, limits, ...enroll };
      return { verb: 'issueEmailCode', args: [tag, input] };
    }),
  fc.constant(({ recipient, at, attemptId }) => ({
    verb: 'countMail',
    args: [recipient, { attemptId, at, limits }],
  })),
];

const tokenCalls: readonly Arbitrary<DrawnCall>[] = [
  fc
    .record({ token, epochError, maxTokens: fc.constantFrom(1, 2, 50) })
    .map((drawn) => ({ tag, at, attemptId, epoch }) => {
      const { maxTokens } = drawn;
      const input = {
        attemptId,
        epoch: epoch + drawn.epochError,
        token: tokenOf(drawn.token, at),
        maxTokens,
      };
      return { verb: 'insertToken', args: [tag, input] };
    }),
  fc.record({ id: tokenId, token, epochError }).map((drawn) => ({ tag, at, attemptId, epoch }) => {
    const replacement = { ...tokenOf(drawn.token, at), id: `u${drawn.token.id.slice(1)}` };
    const input = { attemptId, epoch: epoch + drawn.epochError, id: drawn.id, token: replacement };
    return { verb: 'replaceToken', args: [tag, input] };
  }),
  tokenId.map((id) => ({ tag }) => ({ verb: 'revokeToken', args: [tag, id] })),
  fc.constant(({ tag }) => ({ verb: 'revokeAllTokens', args: [tag] })),
  fc.record({ id: tokenId, right: fc.boolean() }).map(({ id, right }) => ({ tag, at }) => ({
    verb: 'findToken',
    args: [tag, id, { at, everyMs: 60_000, digests: right ? ['other', pad(id)] : ['other'] }],
  })),
];

const trustCalls: readonly Arbitrary<DrawnCall>[] = [
  client.map((which) => ({ tag }) => ({ verb: 'revokeTrusted', args: [tag, which] })),
  fc.constant(({ tag }) => ({ verb: 'revokeAllTrusted', args: [tag] })),
];

const readCalls: readonly Arbitrary<DrawnCall>[] = [
  fc.record({ client, tokenId }).map((query) => ({ tag }) => ({ verb: 'load', args: [tag, query] })),
  fc.constant(({ tag }) => ({ verb: 'listTrusted', args: [tag] })),
  fc.constant(({ tag }) => ({ verb: 'listTokens', args: [tag] })),
];

/** Any call; verifications are drawn most often. */
export const drawnCall: Arbitrary<DrawnCall> = fc.oneof(
  { arbitrary: chargeCall, weight: 5 },
  { arbitrary: settleCall, weight: 5 },
  { arbitrary: fc.oneof(...changeCalls), weight: 6 },
  { arbitrary: fc.oneof(...mailCalls), weight: 3 },
  { arbitrary: fc.oneof(...tokenCalls), weight: 4 },
  { arbitrary: fc.oneof(...trustCalls), weight: 1 },
  { arbitrary: fc.oneof(...readCalls), weight: 2 },
);

/** Calls that look at everything of one subject. */
export function looksAt(tag: SubjectTag): readonly StorageCall[] {
  return [
    ...['t1__________16ch', 'u2__________16ch'].map((tokenId): StorageCall => ({
      verb: 'load',
      args: [tag, { client: pad('c1') as ClientTag, tokenId }],
    })),
    { verb: 'listTrusted', args: [tag] },
    { verb: 'listTokens', args: [tag] },
  ];
}
