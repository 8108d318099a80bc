/** Subjects as the storage laws need them, made by the port's own verbs; and the inputs that laws vary. @module */

import { equal } from 'node:assert/strict';
import type { Instant } from '../../domain/base/instant.ts';
import type { ClientFingerprint, SubjectTag } from '../../domain/keys/keyed-names.ts';
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
import type { Storage } from '../../ports/storage.ts';
import { startOfTime } from '../seam/format-call.ts';
import type { Arena } from './arena.ts';

/** When the laws begin. */
export const start: Instant = startOfTime;

/** Every charge is compared, however many there are. */
export const noLocks: Locks = Object.freeze({ ms: [0], disabledAt: undefined });

/** `free` charges are compared, the last of which locks for `ms`. */
export function lockAfterFree(free: number, ms: number = 30_000): Locks {
  return { ms: [...new Array<number>(free - 1).fill(0), ms], disabledAt: undefined };
}

export const sealed: SealedSecret = Object.freeze({
  keyName: 'k1',
  nonce: 'nonce',
  ciphertext: 'ciphertext',
});

/** Four recovery codes' digests. */
export const recoveryDigests: readonly string[] = Object.freeze(
  ['R1', 'R2', 'R3', 'R4'].map((name) => name.padEnd(22, 'r')),
);

export function pendingTotp(id: string, expiresAt: Instant = start + 600_000): PendingTotp {
  return { id, algorithm: 'SHA1', digits: 6, periodSeconds: 30, window: 1, sealed, expiresAt };
}

export function accessToken(id: string, fields: Partial<StoredAccessToken> = {}): StoredAccessToken {
  return {
    id,
    digest: `digest of ${id}`,
    name: `name of ${id}`,
    owner: sealed,
    bypass: false,
    scopes: [],
    createdAt: start,
    lastFour: 'last',
    ...fields,
  };
}

export function trusted(client: ClientFingerprint, factorAt: Instant = start): TrustedClient {
  return { client, factorAt, label: 'Firefox' };
}

/** An authenticator that was just confirmed. */
export interface Enrolled {
  readonly tag: SubjectTag;
  readonly enrollmentId: string;
  readonly generation: number;
}

/** A subject with an authenticator, confirmed by the code of `step`, and four recovery codes. */
export async function subjectWithTotp(arena: Arena, step: number = 0): Promise<Enrolled> {
  return enrollTotp(arena, arena.subject(), step);
}

export async function enrollTotp(arena: Arena, tag: SubjectTag, step: number = 0): Promise<Enrolled> {
  const { storage } = arena;
  const generation = await generationOf(storage, tag);
  const enrollmentId = arena.attempt();
  const pending = pendingTotp(enrollmentId);
  equal(await storage.beginEnrollment(tag, { attemptId: arena.attempt(), generation, pending }), 'begun');
  const confirmation = {
    attemptId: arena.attempt(),
    at: start,
    generation,
    enrollmentId,
    step,
    recoveryDigests,
  };
  equal(await storage.confirmEnrollment(tag, confirmation), 'confirmed');
  return { tag, enrollmentId, generation: generation + 1 };
}

/** Switches email codes on. */
export async function enableEmail(arena: Arena, tag: SubjectTag): Promise<void> {
  const input = {
    attemptId: arena.attempt(),
    generation: await generationOf(arena.storage, tag),
    at: start,
    recipients: [arena.recipient()],
    recoveryDigests: [],
  };
  equal(await arena.storage.enableEmail(tag, input), 'enabled');
}

/** A live emailed code, its digest and when it ends. */
export async function issueCode(arena: Arena, tag: SubjectTag, digest: string): Promise<Instant> {
  const expiresAt = start + 600_000;
  const input = {
    attemptId: arena.attempt(),
    at: start,
    generation: await generationOf(arena.storage, tag),
    code: { purpose: 'challenge', digest, digits: 6, expiresAt },
    limits: [],
  } as const;
  const { kind } = await arena.storage.issueEmailCode(tag, input);
  equal(kind, 'issued');
  return expiresAt;
}

export async function generationOf(storage: Storage, tag: SubjectTag): Promise<number> {
  return (await storage.load(tag, {})).generation;
}

export async function failuresOf(storage: Storage, tag: SubjectTag, scope: AttemptScope): Promise<number> {
  return (await storage.load(tag, {})).attempts[scope]?.failures ?? 0;
}

/** A charge for one method, whose code fits. */
export function chargeFor(
  method: AttemptScope,
  input: Pick<ChargeInput, 'attemptId'> & Partial<ChargeInput>,
): ChargeInput {
  const candidates = [candidateFor(method)];
  return { at: start, candidates, automaticEmail: false, locks: noLocks, ...input };
}

/** What was typed for a method, in its shape. */
export function candidateFor(method: AttemptScope): Candidate {
  return method === 'recovery-code' || method === 'password'
    ? { method, isWellFormed: true }
    : { method, digits: 6 };
}

/** A settlement of a step. */
export function settleStep(
  { enrollmentId, generation }: Enrolled,
  step: number,
  input: Pick<SettleInput, 'attemptId'> & Partial<SettleInput>,
): SettleInput {
  return { at: start, generation, match: { method: 'totp', enrollmentId, step }, ...input };
}

/** Trusts a client by settling a step that is above every earlier one. */
export async function trustClient(
  arena: Arena,
  enrolled: Enrolled,
  step: number,
  client: ClientFingerprint,
): Promise<void> {
  const trust = { client: trusted(client), maxClients: 20 };
  const { kind } = await arena.storage.settle(
    enrolled.tag,
    settleStep(enrolled, step, { attemptId: arena.attempt(), trust }),
  );
  equal(kind, 'settled');
}

/** Makes a call again, with the same attempt id, until it is answered: what a caller does whose replies are lost. */
export async function insist<Answer>(make: () => Promise<Answer>): Promise<Answer> {
  let reason: unknown;
  for (let tries = 0; tries < 20; tries++) {
    try {
      return await make();
    } catch (error) {
      reason = error;
    }
  }
  throw reason;
}

/** How many of the answers are this word. */
export function count(words: readonly string[], word: string): number {
  return words.filter((other) => other === word).length;
}
