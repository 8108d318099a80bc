/** One call of every verb, on a subject that `enrollEverything` made. @module */

import type { SubjectTag } from '../../../src/domain/keys/keyed-names.ts';
import type { Storage, StorageFailure } from '../../../src/ports/storage.ts';
import {
  accessToken,
  address,
  chargeOf,
  enrollmentId,
  fullGeneration,
  laptop,
  limits,
  longName,
  noon,
  pendingTotp,
  settleOf,
  trustedLaptop,
} from './subjects.ts';

export type Verb = Exclude<keyof Storage, 'countMail' | 'recognize'>;

interface VerbOnSubject {
  /** The endings of the keys that it reads. It rejects if it cannot read one of them. */
  readonly reads: readonly string[];
  /** Whether it writes to the subject, so that it needs memory. */
  readonly writes: boolean;
  readonly call: (storage: Storage, tag: SubjectTag) => Promise<unknown>;
}

/** The keys that a change of factor or account reads. */
const subject = ['s', 'c', 'r'];
const token = accessToken();
const attemptId = longName('verb');
const change = { attemptId, generation: fullGeneration };

export const everyVerb: Readonly<Record<Verb, VerbOnSubject>> = {
  load: {
    reads: ['s', 'c', 'p', 'pu'],
    writes: false,
    call: (storage, tag) => storage.load(tag, { client: laptop, tokenId: token.id }),
  },
  charge: {
    reads: ['s', 'c'],
    writes: true,
    call: (storage, tag) => storage.charge(tag, chargeOf('verb', { client: laptop })),
  },
  settle: {
    reads: ['s', 'c'],
    writes: true,
    call: (storage, tag) =>
      storage.settle(tag, {
        ...settleOf('verb', 102, { generation: fullGeneration }),
        trust: { client: trustedLaptop, maxClients: 20 },
      }),
  },
  refund: {
    reads: ['s'],
    writes: true,
    call: (storage, tag) => storage.refund(tag, { attemptId: longName('second'), method: 'totp' }),
  },
  begin: { reads: ['s'], writes: false, call: (storage, tag) => storage.begin(tag, { attemptId }) },
  beginEnrollment: {
    reads: ['s'],
    writes: true,
    call: (storage, tag) => storage.beginEnrollment(tag, { ...change, pending: pendingTotp() }),
  },
  confirmEnrollment: {
    reads: subject,
    writes: true,
    call: (storage, tag) =>
      storage.confirmEnrollment(tag, {
        ...change,
        at: noon,
        enrollmentId,
        step: 102,
        recoveryDigests: [longName('fresh')],
      }),
  },
  enableEmail: {
    reads: subject,
    writes: true,
    call: (storage, tag) =>
      storage.enableEmail(tag, { ...change, at: noon, addresses: [address], recoveryDigests: [] }),
  },
  removeFactor: {
    reads: subject,
    writes: true,
    call: (storage, tag) => storage.removeFactor(tag, { ...change, factor: 'totp' }),
  },
  replaceRecoveryCodes: {
    reads: subject,
    writes: true,
    call: (storage, tag) => storage.replaceRecoveryCodes(tag, { ...change, digests: [longName('fresh')] }),
  },
  raiseGeneration: {
    reads: subject,
    writes: true,
    call: (storage, tag) => storage.raiseGeneration(tag, { attemptId }),
  },
  reset: {
    reads: [...subject, 'p', 'pu'],
    writes: true,
    call: (storage, tag) => storage.reset(tag, { attemptId, tokens: 'bypass' }),
  },
  pinEmail: {
    reads: ['s'],
    writes: false,
    call: (storage, tag) => storage.pinEmail(tag, { ...change, at: noon, addresses: [address] }),
  },
  issueEmailCode: {
    reads: ['s'],
    writes: true,
    call: (storage, tag) =>
      storage.issueEmailCode(tag, {
        ...change,
        at: noon + 60_000,
        code: { purpose: 'challenge', digest: longName('next'), digits: 6, expiresAt: noon + 660_000 },
        limits,
      }),
  },
  withdrawEmailCode: {
    reads: ['s'],
    writes: true,
    call: (storage, tag) =>
      storage.withdrawEmailCode(tag, { attemptId: longName('more'), releaseMs: 60_000 }),
  },
  listTrusted: { reads: ['s', 'c'], writes: false, call: (storage, tag) => storage.listTrusted(tag) },
  revokeTrusted: {
    reads: ['s', 'c'],
    writes: false,
    call: (storage, tag) => storage.revokeTrusted(tag, { at: noon, client: laptop }),
  },
  revokeAllTrusted: {
    reads: ['s', 'c'],
    writes: false,
    call: (storage, tag) => storage.revokeAllTrusted(tag, { attemptId }),
  },
  insertToken: {
    reads: ['s', 'p', 'pu'],
    writes: true,
    call: (storage, tag) =>
      storage.insertToken(tag, { ...change, token: accessToken(longName('other')), maxTokens: 50 }),
  },
  replaceToken: {
    reads: ['s', 'p', 'pu'],
    writes: true,
    call: (storage, tag) =>
      storage.replaceToken(tag, { ...change, id: token.id, token: accessToken(longName('other')) }),
  },
  revokeToken: {
    reads: ['s', 'p', 'pu'],
    writes: false,
    call: (storage, tag) => storage.revokeToken(tag, { id: token.id, attemptId }),
  },
  revokeAllTokens: {
    reads: ['s', 'p', 'pu'],
    writes: false,
    call: (storage, tag) => storage.revokeAllTokens(tag, { attemptId }),
  },
  findToken: {
    reads: ['s', 'p', 'pu'],
    writes: true,
    call: (storage, tag) =>
      storage.findToken(tag, { id: token.id, at: noon + 60_000, everyMs: 60_000, digests: [token.digest] }),
  },
  listTokens: { reads: ['s', 'p', 'pu'], writes: false, call: (storage, tag) => storage.listTokens(tag) },
  unlock: { reads: ['s'], writes: true, call: (storage, tag) => storage.unlock(tag) },
  /** Reads nothing, so that it works on a record that cannot be read. */
  forget: { reads: [], writes: false, call: (storage, tag) => storage.forget(tag) },
};

export const verbs = Object.keys(everyVerb) as readonly Verb[];

/** The result of each of these verbs, called in turn: `resolved`, or the fields of the failure. */
export async function outcomesOf(
  storage: Storage,
  tag: SubjectTag,
  chosen: readonly Verb[] = verbs,
): Promise<Readonly<Record<string, unknown>>> {
  const outcomes: Record<string, unknown> = {};
  for (const verb of chosen) {
    outcomes[verb] = await everyVerb[verb].call(storage, tag).then(
      () => 'resolved',
      (reason: StorageFailure) => ({ kind: reason.kind, outcome: reason.outcome }),
    );
  }
  return outcomes;
}

/** The same result for each of these verbs. */
export function each(outcome: unknown, chosen: readonly Verb[] = verbs): Readonly<Record<string, unknown>> {
  return Object.fromEntries(chosen.map((verb) => [verb, outcome]));
}
