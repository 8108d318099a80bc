/** Subjects for the tests of Redis, and the inputs that they are made and asked with. @module */

import type { ClientTag, RecipientTag, SubjectTag } from '../../../src/domain/keys/keyed-names.ts';
import type { ChargeInput } from '../../../src/domain/subject/charge.ts';
import type { SettleInput } from '../../../src/domain/subject/settle.ts';
import type { AccessTokenRecord, PendingTotp } from '../../../src/domain/subject/subject-record.ts';
import type { Storage } from '../../../src/ports/storage.ts';

/** When everything happens. */
export const noon: number = Date.UTC(2026, 0, 1, 12);

/** A name as long as the core makes them: 22 characters. */
export function longName(name: string): string {
  return name.padEnd(22, '-');
}

export function tagOf(name: string): SubjectTag {
  return longName(name) as SubjectTag;
}

export const laptop: ClientTag = longName('laptop') as ClientTag;
export const mailbox: RecipientTag = longName('mailbox') as RecipientTag;
export const enrollmentId: string = longName('enrolment');
export const locks: ChargeInput['locks'] = { ms: [0, 0, 0, 0, 30_000, 60_000], disabledAt: 50 };
export const limits = [
  { withinMs: 60_000, atMost: 1 },
  { withinMs: 86_400_000, atMost: 10 },
] as const;

export function pendingTotp(): PendingTotp {
  return {
    id: enrollmentId,
    algorithm: 'SHA1',
    digits: 6,
    periodSeconds: 30,
    window: 1,
    sealed: { keyName: 'k1', nonce: 'n'.repeat(16), ciphertext: 'c'.repeat(48) },
    expiresAt: noon + 600_000,
  };
}

export function accessToken(id = longName('token')): AccessTokenRecord {
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
    candidates: [{ method: 'totp', fits: 6 }],
    automaticEmail: false,
    locks,
    ...more,
  };
}

export function settleOf(attemptId: string, step: number, more: Partial<SettleInput> = {}): SettleInput {
  return {
    attemptId: longName(attemptId),
    at: noon,
    epoch: 1,
    proof: { method: 'totp', enrollmentId, step },
    ...more,
  };
}

/** An authenticator enrolled with ten recovery codes; its epoch is 1, its last step 100. */
export async function enrol(storage: Storage, tag: SubjectTag): Promise<void> {
  const attemptId = longName('enrol');
  await storage.beginEnrollment(tag, { attemptId, epoch: 0, pending: pendingTotp() });
  await storage.confirmEnrollment(tag, {
    attemptId,
    epoch: 0,
    at: noon,
    enrollmentId,
    step: 100,
    recoveryDigests: Array.from({ length: 10 }, (_, index) => longName(`recovery-${index}`)),
  });
}

/** As `enrol`, and everything else that can be kept: email, a code, mails, a pending enrolment, trust, a used token, failures. */
export async function enrolEverything(storage: Storage, tag: SubjectTag): Promise<void> {
  await enrol(storage, tag);
  const attemptId = longName('more');
  await storage.enableEmail(tag, {
    attemptId,
    epoch: 1,
    at: noon,
    recipients: [mailbox],
    recoveryDigests: [],
  });
  await storage.issueEmailCode(tag, {
    attemptId,
    at: noon,
    epoch: 2,
    code: { purpose: 'challenge', digest: longName('code'), digits: 6, expiresAt: noon + 600_000 },
    limits,
  });
  await storage.beginEnrollment(tag, { attemptId, epoch: 2, pending: pendingTotp() });
  await storage.charge(tag, chargeOf('first'));
  await storage.settle(tag, {
    ...settleOf('first', 101, { epoch: 2 }),
    trust: { client: { client: laptop, factorAt: noon, label: 'Firefox on Linux' }, maxClients: 20 },
  });
  await storage.charge(tag, chargeOf('second'));
  const token = accessToken();
  await storage.insertToken(tag, { attemptId, epoch: 2, token, maxTokens: 50 });
  await storage.findToken(tag, token.id, { at: noon, everyMs: 60_000, digests: [token.digest] });
}
