/** Storages whose every step is atomic, and wrong. @module */

import {
  type Attempts,
  type SubjectRecord,
  raiseGeneration,
  charge,
  confirmEnrollment,
  enableEmail,
  findToken,
  insertToken,
  issueEmailCode,
  replaceRecoveryCodes,
  reset,
  revokeToken,
  settle,
  withdrawEmailCode,
} from 'second-factor/domain';
import { type BrokenStorage, broken } from './broken-storage.ts';

/** Steps that a storage remembers one by one. */
const stepsOf = new WeakMap<object, ReadonlySet<number>>();

/** The record as if no attempt had ever been seen. */
function forgetful(record: SubjectRecord): SubjectRecord {
  const attempts = Object.entries(record.attempts).map(([scope, kept]: [string, Attempts]) => [
    scope,
    { ...kept, recent: [] },
  ]);
  return { ...record, changedBy: '', attempts: Object.fromEntries(attempts) };
}

const spentByNobody = 'nobody';

export const wrongRules: readonly BrokenStorage[] = [
  broken(
    'SET NX per step: remembers which steps were accepted, not the highest',
    ['accepted-steps-only-rise'],
    {
      rules: {
        settle(record, input) {
          const { totp } = record;
          if (totp === undefined || input.match.method !== 'totp') return settle(record, input);
          const taken = stepsOf.get(totp.sealed) ?? new Set([totp.lastStep]);
          if (taken.has(input.match.step)) return { record, outcome: { kind: 'spent' } };
          const sealed = { ...totp.sealed };
          stepsOf.set(sealed, new Set([...taken, input.match.step]));
          const open = { ...record, totp: { ...totp, sealed, lastStep: input.match.step - 1 } };
          const { record: after, outcome } = settle(open, input);
          const spent = { ...totp, sealed, spentBy: input.attemptId };
          return { record: outcome.kind === 'settled' ? { ...after, totp: spent } : record, outcome };
        },
      },
    },
  ),
  broken('an accepted step of any enrollment', ['another-enrollment-settles-nothing'], {
    rules: {
      settle(record, input) {
        const { match } = input;
        if (match.method !== 'totp' || record.totp === undefined) return settle(record, input);
        return settle(record, { ...input, match: { ...match, enrollmentId: record.totp.id } });
      },
    },
  }),
  broken(
    'no attempt id: a charge that is made again is counted again',
    ['the-last-attempt-can-be-repeated', 'charges-stay-in-budget', 'a-repeated-call-is-done-once'],
    {
      rules: { charge: (record, input) => charge(forgetful(record), input) },
    },
  ),
  broken(
    'non-idempotent resend: a settlement that is made again finds its own match spent',
    ['one-step-settles-once', 'recovery-codes-settle-once-each'],
    {
      rules: {
        settle(record, input) {
          const { record: after, outcome } = settle(record, { ...input, attemptId: spentByNobody });
          return after === record ? { record, outcome: { kind: 'spent' } } : { record: after, outcome };
        },
      },
    },
  ),
  broken('a change that is made again is refused as superseded', ['a-repeated-call-is-done-once'], {
    rules: {
      confirmEnrollment: (record, input) => confirmEnrollment({ ...record, changedBy: '' }, input),
      replaceRecoveryCodes: (record, input) => replaceRecoveryCodes({ ...record, changedBy: '' }, input),
    },
  }),
  broken(
    'trust that survives a change of the account',
    ['every-change-voids-all-trust', 'a-change-beats-a-racing-settlement'],
    {
      rules: {
        raiseGeneration(record, input) {
          const { record: after, outcome } = raiseGeneration(record, input);
          return { record: { ...after, trusted: record.trusted }, outcome };
        },
      },
    },
  ),
  broken('a settlement that does not look at the generation', ['no-attempt-settles-after-a-change'], {
    rules: { settle: (record, input) => settle(record, { ...input, generation: record.generation }) },
  }),
  broken('email codes that leave a pending enrollment', ['every-change-ends-a-pending-enrollment'], {
    rules: {
      enableEmail(record, input) {
        const { record: after, outcome } = enableEmail(record, input);
        return { record: { ...after, pendingTotp: record.pendingTotp }, outcome };
      },
    },
  }),
  broken('a reset that leaves the trusted clients', ['every-change-voids-all-trust'], {
    rules: {
      reset(record, input) {
        const { record: after, outcome } = reset(record, input);
        return { record: { ...after, trusted: record.trusted }, outcome };
      },
    },
  }),
  broken('a new code that gives the attempts back', ['failures-stay-counted'], {
    rules: {
      issueEmailCode(record, input) {
        const { record: after, outcome } = issueEmailCode(record, input);
        return { record: outcome.kind === 'issued' ? { ...after, attempts: {} } : after, outcome };
      },
    },
  }),
  broken('a success that clears every method', ['failures-stay-counted'], {
    rules: {
      settle(record, input) {
        const { record: after, outcome } = settle(record, input);
        return { record: outcome.kind === 'settled' ? { ...after, attempts: {} } : after, outcome };
      },
    },
  }),
  broken(
    'a cap that is reached one failure late',
    ['only-enrolled-factors-are-disabled', 'charges-stay-in-budget'],
    {
      rules: {
        charge(record, input) {
          const { disabledAt } = input.locks;
          const late = disabledAt === undefined ? undefined : disabledAt + 1;
          return charge(record, { ...input, locks: { ...input.locks, disabledAt: late } });
        },
      },
    },
  ),
  broken('a backoff that is doubled in 32 bits instead of looked up', ['many-failures-overflow-nothing'], {
    rules: {
      charge(record, input) {
        const { ms } = input.locks;
        const first = ms.find((lock) => lock > 0) ?? 0;
        const failures = record.attempts.totp?.failures ?? 0;
        const doubled = Math.min(ms.at(-1) ?? 0, first << failures);
        const same = new Array<number>(failures + 1).fill(doubled);
        return charge(record, { ...input, locks: { ...input.locks, ms: [...same, ms.at(-1) ?? 0] } });
      },
    },
  }),
  broken('a live code that is kept when another is issued', ['a-new-code-replaces-the-old-one'], {
    rules: {
      issueEmailCode(record, input) {
        const { record: after, outcome } = issueEmailCode(record, input);
        return { record: { ...after, emailCode: record.emailCode ?? after.emailCode }, outcome };
      },
    },
  }),
  broken('a withdrawal that keeps the cooldown', ['a-new-code-replaces-the-old-one'], {
    rules: {
      withdrawEmailCode: (record, input) => withdrawEmailCode(record, { ...input, releaseMs: 0 }),
    },
  }),
  broken('trust that is granted before the match was found spent', ['trust-is-granted-by-settling-alone'], {
    rules: {
      settle(record, input) {
        const { record: after, outcome } = settle(record, input);
        if (outcome.kind !== 'spent' || input.trust === undefined) return { record: after, outcome };
        return { record: { ...after, trusted: [input.trust.client, ...after.trusted] }, outcome };
      },
    },
  }),
  broken('a list of trusted clients that only grows', ['trusted-clients-are-capped'], {
    rules: {
      settle: (record, input) =>
        settle(
          record,
          input.trust === undefined ? input : { ...input, trust: { ...input.trust, maxClients: 1000 } },
        ),
    },
  }),
  broken('a revocation that takes every client away', ['trust-is-one-clients-of-one-subject'], {
    rules: {
      revokeTrusted(record, { client }) {
        const known = record.trusted.some((trusted) => trusted.client === client);
        return { record: { ...record, trusted: [] }, outcome: known ? 'revoked' : 'not-found' };
      },
    },
  }),
  broken(
    'revoke that forgets the token: off the list, but its text still opens',
    ['a-revoked-token-is-gone'],
    {
      rules: {
        listTokens: (record) => ({
          record,
          outcome: [...record.tokens.values()].filter(({ lastFour }) => lastFour !== 'gone'),
        }),
        revokeToken(record, { id }) {
          const token = record.tokens.get(id);
          if (token === undefined || token.lastFour === 'gone') return revokeToken(record, { id: '' });
          const tokens = new Map(record.tokens).set(id, { ...token, lastFour: 'gone' });
          return { record: { ...record, tokens }, outcome: 'revoked' };
        },
      },
    },
  ),
  broken('a use that is noted for a wrong text as well', ['last-use-is-noted-once-an-interval'], {
    rules: {
      findToken(record, use) {
        const digest = record.tokens.get(use.id)?.digest;
        const found = findToken(record, { ...use, digests: digest === undefined ? [] : [digest] });
        const right = digest !== undefined && use.digests.includes(digest);
        return { record: found.record, outcome: right ? found.outcome : undefined };
      },
    },
  }),
  broken('token names that differ in case only are taken for one', ['texts-come-back-as-they-were'], {
    rules: {
      insertToken(record, input) {
        const same = [...record.tokens.values()].find(
          ({ name }) => name.trim().toLowerCase() === input.token.name.trim().toLowerCase(),
        );
        const name = same?.name ?? input.token.name;
        const { record: after, outcome } = insertToken(record, { ...input, token: { ...input.token, name } });
        return { record: after, outcome };
      },
    },
  }),
  broken(
    'an enrollment that takes the place of the live one as it begins',
    ['beginning-changes-nothing-live'],
    {
      rules: {
        beginEnrollment: (record, input) => ({
          record: { ...record, totp: undefined, pendingTotp: input.pending },
          outcome: 'begun',
        }),
      },
    },
  ),
];
