/** Subjects for the tests of Redis, and inputs of the verbs. @module */

import type {
  AddressTag,
  ClientFingerprint,
  RecipientTag,
  SubjectTag,
} from '../../../src/domain/keys/keyed-names.ts';
import type { ChargeInput } from '../../../src/domain/subject/charge.ts';
import { firstGeneration } from '../../../src/domain/subject/generation.ts';
import type { SettleInput } from '../../../src/domain/subject/settle.ts';
import type {
  PendingTotp,
  StoredAccessToken,
  TrustedClient,
} from '../../../src/domain/subject/subject-record.ts';
import type { Storage } from '../../../src/ports/storage.ts';

/** The instant of all calls. */
export const noon: number = Date.UTC(2026, 0, 1, 12);

/** A name as long as the core makes them: 22 characters. */
export function longName(name: string): string {
  return name.padEnd(22, '-');
}

export function tagOf(name: string): SubjectTag {
  return longName(name) as SubjectTag;
}

export const laptop: ClientFingerprint = longName('laptop') as ClientFingerprint;
export const address: AddressTag = longName('address') as AddressTag;
/** The laptop, trusted for five minutes after a code of its authenticator. */
export const trustedLaptop: TrustedClient = {
  client: laptop,
  method: 'totp',
  factorAt: noon,
  diesAt: noon + 300_000,
  label: 'Firefox on Linux',
};
export const mailbox: RecipientTag = longName('mailbox') as RecipientTag;
/** The generation after `enroll`, and after `enrollEverything`. */
export const enrolledGeneration: number = firstGeneration(longName('enroll')) + 1;
export const fullGeneration: number = enrolledGeneration + 1;
export const enrollmentId: string = longName('enrollment');
export const locks: ChargeInput['locks'] = { ms: [0, 0, 0, 0, 30_000, 60_000], disabledAt: 50 };
export const limits = [
  { withinMs: 60_000, maxMails: 1 },
  { withinMs: 86_400_000, maxMails: 10 },
] as const;

export function pendingTotp(): PendingTotp {
  return {
    id: enrollmentId,
    algorithm: 'SHA1',
    digits: 6,
    periodSeconds: 30,
    sealed: { keyName: 'k1', nonce: 'n'.repeat(16), ciphertext: 'c'.repeat(48) },
    expiresAt: noon + 600_000,
  };
}

export function accessToken(id = longName('token')): StoredAccessToken {
  return {
    id,
    digest: longName(`digest-${id}`),
    name: `name of ${id}`,
    owner: { keyName: 'k1', nonce: 'n'.repeat(16), ciphertext: 'c'.repeat(32) },
    bypass: true,
    scopes: ['settings.save'],
    createdAt: noon,
    lastFour: 'wxyz',
  };
}

export function chargeOf(attemptId: string, more: Partial<ChargeInput> = {}): ChargeInput {
  return {
    attemptId: longName(attemptId),
    at: noon,
    candidates: [{ method: 'totp', digits: 6 }],
    automaticEmail: false,
    locks,
    ...more,
  };
}

export function settleOf(attemptId: string, step: number, more: Partial<SettleInput> = {}): SettleInput {
  return {
    attemptId: longName(attemptId),
    at: noon,
    generation: enrolledGeneration,
    match: { method: 'totp', enrollmentId, step },
    ...more,
  };
}

/** Enrolls an authenticator and ten recovery codes. The last step is 100. */
export async function enroll(storage: Storage, tag: SubjectTag): Promise<void> {
  const attemptId = longName('enroll');
  const generation = firstGeneration(attemptId);
  await storage.begin(tag, { attemptId });
  await storage.beginEnrollment(tag, { attemptId, generation, pending: pendingTotp() });
  await storage.confirmEnrollment(tag, {
    attemptId,
    generation,
    at: noon,
    enrollmentId,
    step: 100,
    recoveryDigests: Array.from({ length: 10 }, (_, index) => longName(`recovery-${index}`)),
  });
}

/** As `enroll`, and stores at least one of each other line, a token and its last use. */
export async function enrollEverything(storage: Storage, tag: SubjectTag): Promise<void> {
  await enroll(storage, tag);
  const attemptId = longName('more');
  await storage.enableEmail(tag, {
    attemptId,
    generation: enrolledGeneration,
    at: noon,
    addresses: [address],
    recoveryDigests: [],
  });
  const expiresAt = noon + 600_000;
  await storage.issueEmailCode(tag, {
    attemptId: longName('replaced'),
    at: noon - 60_000,
    generation: fullGeneration,
    code: { purpose: 'challenge', digest: longName('replaced'), digits: 6, expiresAt },
    limits,
  });
  await storage.issueEmailCode(tag, {
    attemptId,
    at: noon,
    generation: fullGeneration,
    code: { purpose: 'challenge', digest: longName('code'), digits: 6, expiresAt },
    limits,
  });
  await storage.beginEnrollment(tag, { attemptId, generation: fullGeneration, pending: pendingTotp() });
  await storage.charge(tag, chargeOf('first'));
  await storage.settle(tag, {
    ...settleOf('first', 101, { generation: fullGeneration }),
    trust: { client: trustedLaptop, maxClients: 20 },
  });
  await storage.charge(tag, chargeOf('second'));
  const token = accessToken();
  await storage.insertToken(tag, { attemptId, generation: fullGeneration, token, maxTokens: 50 });
  await storage.findToken(tag, { id: token.id, at: noon, everyMs: 60_000, digests: [token.digest] });
}
