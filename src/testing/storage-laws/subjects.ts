/** Subjects for the storage laws, made by the verbs of the port, and their inputs. @module */

import { equal } from 'node:assert/strict';
import type { Instant } from '../../domain/base/instant.ts';
import type { ClientFingerprint, SubjectTag } from '../../domain/keys/keyed-names.ts';
import { factors } from '../../domain/policy/method.ts';
import type { Locks } from '../../domain/subject/attempts.ts';
import type { Candidate, ChargeInput } from '../../domain/subject/charge.ts';
import type { SettleInput } from '../../domain/subject/settle.ts';
import type {
  StoredAccessToken,
  AttemptScope,
  PendingTotp,
  SealedSecret,
  TrustedClient,
} from '../../domain/subject/subject-record.ts';
import type { TrustTerms } from '../../domain/subject/trust.ts';
import { startOfTime } from '../seam/format-call.ts';
import { begunGenerationOf, generationOf } from './calls.ts';
import type { StorageFixture } from './storage-fixture.ts';

/** The first instant of a law. */
export const start: Instant = startOfTime;

/** No lock and no cap: every charge is compared. */
export const noLocks: Locks = Object.freeze({ ms: [0], disabledAt: undefined });

/** `free` charges are compared. The last of them sets a lock of `ms`. */
export function lockAfterFree(free: number, ms: number = 30_000): Locks {
  return { ms: [...new Array<number>(free - 1).fill(0), ms], disabledAt: undefined };
}

export const sealed: SealedSecret = Object.freeze({
  keyName: 'k1',
  nonce: 'nonce',
  ciphertext: 'ciphertext',
});

/** The digests of four recovery codes. */
export const recoveryDigests: readonly string[] = Object.freeze(
  ['R1', 'R2', 'R3', 'R4'].map((name) => name.padEnd(22, 'r')),
);

export function pendingTotp(id: string, expiresAt: Instant = start + 600_000): PendingTotp {
  return { id, algorithm: 'SHA1', digits: 6, periodSeconds: 30, sealed, expiresAt };
}

export function accessToken(id: string, fields: Partial<StoredAccessToken> = {}): StoredAccessToken {
  return {
    id,
    digest: `digest of ${id}`,
    name: `name of ${id}`,
    owner: sealed,
    bypass: false,
    createdAt: start,
    lastFour: 'last',
    ...fields,
  };
}

/** A client that presented a code of an authenticator, trusted for five minutes. */
export function trustedClient(
  client: ClientFingerprint,
  { factorAt = start, ...fields }: Partial<TrustedClient> = {},
): TrustedClient {
  return { client, method: 'totp', factorAt, diesAt: factorAt + 300_000, label: 'Firefox', ...fields };
}

/** Trust of five minutes by any factor. */
export const anyTrust: TrustTerms = Object.freeze({ seconds: 300, methods: factors });

/** A subject whose authenticator was just confirmed. */
export interface Enrolled {
  readonly tag: SubjectTag;
  readonly enrollmentId: string;
  readonly generation: number;
}

/** A new subject with four recovery codes and an authenticator, confirmed by the code of `step`. */
export async function subjectWithTotp(fixture: StorageFixture, step: number = 0): Promise<Enrolled> {
  return enrollTotp(fixture, fixture.subject(), step);
}

export async function enrollTotp(
  fixture: StorageFixture,
  tag: SubjectTag,
  step: number = 0,
): Promise<Enrolled> {
  const { storage } = fixture;
  const generation = await begunGenerationOf(fixture, tag);
  const enrollmentId = fixture.attempt();
  const pending = pendingTotp(enrollmentId);
  equal(await storage.beginEnrollment(tag, { attemptId: fixture.attempt(), generation, pending }), 'begun');
  const confirmation = {
    attemptId: fixture.attempt(),
    at: start,
    generation,
    enrollmentId,
    step,
    recoveryDigests,
  };
  equal(await storage.confirmEnrollment(tag, confirmation), 'confirmed');
  return { tag, enrollmentId, generation: await generationOf(storage, tag) };
}

/** Enrolls email codes. */
export async function enableEmail(fixture: StorageFixture, tag: SubjectTag): Promise<void> {
  const input = {
    attemptId: fixture.attempt(),
    generation: await begunGenerationOf(fixture, tag),
    at: start,
    addresses: [fixture.address()],
    recoveryDigests: [],
  };
  equal(await fixture.storage.enableEmail(tag, input), 'enabled');
}

/** Issues an emailed code with this digest. Resolves to its expiry. */
export async function issueCode(fixture: StorageFixture, tag: SubjectTag, digest: string): Promise<Instant> {
  const expiresAt = start + 600_000;
  const input = {
    attemptId: fixture.attempt(),
    at: start,
    generation: await generationOf(fixture.storage, tag),
    code: { purpose: 'challenge', digest, digits: 6, expiresAt },
    limits: [],
  } as const;
  const { kind } = await fixture.storage.issueEmailCode(tag, input);
  equal(kind, 'issued');
  return expiresAt;
}

/** A charge of a well-formed code for one method. */
export function chargeFor(
  method: AttemptScope,
  input: Pick<ChargeInput, 'attemptId'> & Partial<ChargeInput>,
): ChargeInput {
  const candidates = [candidateFor(method)];
  return { at: start, candidates, automaticEmail: false, locks: noLocks, ...input };
}

/** A well-formed code for one method. */
export function candidateFor(method: AttemptScope): Candidate {
  return method === 'recovery-code' || method === 'password'
    ? { method, isWellFormed: true }
    : { method, digits: 6 };
}

/** A settlement of a step of the enrollment. */
export function settleStep(
  { enrollmentId, generation }: Enrolled,
  step: number,
  input: Pick<SettleInput, 'attemptId'> & Partial<SettleInput>,
): SettleInput {
  return { at: start, generation, match: { method: 'totp', enrollmentId, step }, ...input };
}

/** Trusts a client by a settlement. The step must be above every accepted one. */
export async function trustClient(
  fixture: StorageFixture,
  enrolled: Enrolled,
  step: number,
  client: ClientFingerprint,
  fields: Partial<TrustedClient> = {},
): Promise<void> {
  const trust = { client: trustedClient(client, fields), maxClients: 20 };
  const { kind } = await fixture.storage.settle(
    enrolled.tag,
    settleStep(enrolled, step, { attemptId: fixture.attempt(), trust }),
  );
  equal(kind, 'settled');
}
