/** Broken twins with atomic but wrong verbs: attempts, settlements and changes. @module */

import {
  type Attempts,
  type SubjectRecord,
  charge,
  confirmEnrollment,
  enableEmail,
  issueEmailCode,
  noAttempts,
  pinEmail,
  raiseGeneration,
  replaceRecoveryCodes,
  reset,
  settle,
  withdrawEmailCode,
} from 'second-factor/domain';
import { type BrokenStorage, broken } from './broken-storage.ts';

/** The accepted steps of each enrollment, keyed by its sealed secret. */
const acceptedSteps = new WeakMap<object, ReadonlySet<number>>();

/** The record without the ids of the attempts that changed it. */
function withoutAttemptIds(record: SubjectRecord): SubjectRecord {
  const attempts = Object.entries(record.attempts).map(([scope, kept]: [string, Attempts]) => [
    scope,
    { ...kept, recent: [] },
  ]);
  return { ...record, changedBy: '', attempts: Object.fromEntries(attempts) };
}

/** The id of no attempt. */
const noAttempt = 'no attempt';

export const wrongRules: readonly BrokenStorage[] = [
  broken('records are kept and handed out as they are, not copied', ['nothing-stored-is-shared'], {}),
  broken(
    'the latest mark of a root key replaces the first',
    ['the-first-mark-stays', 'the-mark-outlives-every-subject'],
    {
      recognize: (stored, { mark }) => ({
        record: mark,
        outcome: stored === undefined ? 'first' : 'same',
      }),
    },
  ),
  broken('a right code that was used stays counted', ['a-charge-is-given-back-once'], {
    rules: {
      settle(record, input) {
        const { record: after, outcome } = settle(record, input);
        return { record: outcome.kind === 'spent' ? record : after, outcome };
      },
    },
  }),
  broken(
    'a refund lowers the count of any attempt',
    ['a-charge-is-given-back-once', 'failures-stay-counted'],
    {
      rules: {
        refund(record, { method }) {
          const attempts = record.attempts[method] ?? noAttempts;
          const fewer = { ...attempts, failures: Math.max(0, attempts.failures - 1) };
          return {
            record: { ...record, attempts: { ...record.attempts, [method]: fewer } },
            outcome: 'refunded',
          };
        },
      },
    },
  ),
  broken('a refund of a cleared charge takes a later one', ['a-cleared-charge-is-not-given-back'], {
    rules: {
      refund(record, { attemptId, method }) {
        const attempts = record.attempts[method] ?? noAttempts;
        if (!attempts.recent.includes(attemptId)) return { record, outcome: 'refunded' };
        const recent = attempts.recent.filter((other) => other !== attemptId);
        const fewer = { ...attempts, recent, failures: Math.max(0, attempts.failures - 1) };
        return {
          record: { ...record, attempts: { ...record.attempts, [method]: fewer } },
          outcome: 'refunded',
        };
      },
    },
  }),
  broken(
    'SET NX per step: the accepted steps are stored instead of the highest one',
    ['accepted-steps-only-rise'],
    {
      rules: {
        settle(record, input) {
          const { totp } = record;
          if (totp === undefined || input.match.method !== 'totp') return settle(record, input);
          const accepted = acceptedSteps.get(totp.sealed) ?? new Set([totp.lastStep]);
          if (accepted.has(input.match.step)) return { record, outcome: { kind: 'spent' } };
          const sealed = { ...totp.sealed };
          acceptedSteps.set(sealed, new Set([...accepted, input.match.step]));
          const open = { ...record, totp: { ...totp, sealed, lastStep: input.match.step - 1 } };
          const { record: after, outcome } = settle(open, input);
          const spent = { ...totp, sealed, spentBy: input.attemptId };
          return { record: outcome.kind === 'settled' ? { ...after, totp: spent } : record, outcome };
        },
      },
    },
  ),
  broken('a step is accepted for any enrollment', ['another-enrollment-settles-nothing'], {
    rules: {
      settle(record, input) {
        const { match } = input;
        if (match.method !== 'totp' || record.totp === undefined) return settle(record, input);
        return settle(record, { ...input, match: { ...match, enrollmentId: record.totp.id } });
      },
    },
  }),
  broken(
    'no attempt id: a repeated charge is counted again',
    ['the-last-attempt-can-be-repeated', 'charges-stay-in-budget', 'a-repeated-call-is-done-once'],
    {
      rules: { charge: (record, input) => charge(withoutAttemptIds(record), input) },
    },
  ),
  broken(
    'no attempt id: a repeated settlement finds its own match spent',
    ['one-step-settles-once', 'recovery-codes-settle-once-each'],
    {
      rules: {
        settle(record, input) {
          const { record: after, outcome } = settle(record, { ...input, attemptId: noAttempt });
          return after === record ? { record, outcome: { kind: 'spent' } } : { record: after, outcome };
        },
      },
    },
  ),
  broken('no attempt id: a repeated change is refused as superseded', ['a-repeated-call-is-done-once'], {
    rules: {
      confirmEnrollment: (record, input) => confirmEnrollment({ ...record, changedBy: '' }, input),
      replaceRecoveryCodes: (record, input) => replaceRecoveryCodes({ ...record, changedBy: '' }, input),
    },
  }),
  broken(
    'trust survives a change of the account',
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
  broken('a settlement ignores the generation', ['no-attempt-settles-after-a-change'], {
    rules: { settle: (record, input) => settle(record, { ...input, generation: record.generation }) },
  }),
  broken('enabling email codes keeps a pending enrollment', ['every-change-ends-a-pending-enrollment'], {
    rules: {
      enableEmail(record, input) {
        const { record: after, outcome } = enableEmail(record, input);
        return { record: { ...after, pendingTotp: record.pendingTotp }, outcome };
      },
    },
  }),
  broken('recovery codes outlive the last factor', ['recovery-codes-need-a-factor'], {
    rules: {
      replaceRecoveryCodes(record, input) {
        const recoveryCodes = input.digests.map((digest) => ({ digest }));
        const replaced = { record: { ...record, recoveryCodes }, outcome: 'replaced' } as const;
        const change = replaceRecoveryCodes(record, input);
        return change.outcome === 'not-enrolled' ? replaced : change;
      },
    },
  }),
  broken('a reset keeps the trusted clients', ['every-change-voids-all-trust'], {
    rules: {
      reset(record, input) {
        const { record: after, outcome } = reset(record, input);
        return { record: { ...after, trusted: record.trusted }, outcome };
      },
    },
  }),
  broken('a new code restores the attempts', ['failures-stay-counted'], {
    rules: {
      issueEmailCode(record, input) {
        const { record: after, outcome } = issueEmailCode(record, input);
        return { record: outcome.kind === 'issued' ? { ...after, attempts: {} } : after, outcome };
      },
    },
  }),
  broken('a success clears the failures of every method', ['failures-stay-counted'], {
    rules: {
      settle(record, input) {
        const { record: after, outcome } = settle(record, input);
        return { record: outcome.kind === 'settled' ? { ...after, attempts: {} } : after, outcome };
      },
    },
  }),
  broken('a factor is disabled one failure late', ['failures-disable-at-the-cap', 'charges-stay-in-budget'], {
    rules: {
      charge(record, input) {
        const { disabledAt } = input.locks;
        const late = disabledAt === undefined ? undefined : disabledAt + 1;
        return charge(record, { ...input, locks: { ...input.locks, disabledAt: late } });
      },
    },
  }),
  broken('the password is never disabled', ['failures-disable-at-the-cap'], {
    rules: {
      charge(record, input) {
        const isPassword = input.candidates.some(({ method }) => method === 'password');
        const disabledAt = isPassword ? undefined : input.locks.disabledAt;
        return charge(record, { ...input, locks: { ...input.locks, disabledAt } });
      },
    },
  }),
  broken('the backoff is doubled in 32 bits', ['many-failures-overflow-nothing'], {
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
  broken('a live code is kept when another is issued', ['a-new-code-replaces-the-old-one'], {
    rules: {
      issueEmailCode(record, input) {
        const { record: after, outcome } = issueEmailCode(record, input);
        return { record: { ...after, emailCode: record.emailCode ?? after.emailCode }, outcome };
      },
    },
  }),
  broken('the addresses of the latest call are pinned', ['addresses-are-pinned-once'], {
    rules: { pinEmail: (record, input) => pinEmail({ ...record, email: undefined }, input) },
  }),
  broken('addresses are checked when they are read, and never pinned', ['addresses-are-pinned-once'], {
    rules: { pinEmail: (record, input) => ({ record, outcome: pinEmail(record, input).outcome }) },
  }),
  broken('pinned addresses leave a pending enrollment', ['pinning-ends-a-pending-enrollment'], {
    rules: {
      pinEmail(record, input) {
        const { record: pinned, outcome } = pinEmail(record, input);
        return { record: { ...pinned, pendingTotp: record.pendingTotp }, outcome };
      },
    },
  }),
  broken('pinned addresses leave an enrollment under way', ['pinning-ends-a-pending-enrollment'], {
    rules: {
      pinEmail(record, input) {
        const { record: pinned, outcome } = pinEmail(record, input);
        const { generation, changedBy } = record;
        return {
          record: { ...pinned, generation, changedBy },
          outcome: outcome.kind === 'pinned' ? { ...outcome, generation } : outcome,
        };
      },
    },
  }),
  broken('a password that is settled late clears later guesses', ['a-password-clears-once'], {
    rules: {
      settle(record, input) {
        const { record: settled, outcome } = settle(record, input);
        const { password } = settled.attempts;
        if (input.match.method !== 'password' || outcome.kind !== 'settled' || password === undefined)
          return { record: settled, outcome };
        const cleared = { ...settled.attempts, password: { ...password, failures: 0, lockedUntil: 0 } };
        return { record: { ...settled, attempts: cleared }, outcome };
      },
    },
  }),
  broken('addresses are pinned for a subject that changed since', ['pinning-changes-nothing-else'], {
    rules: {
      pinEmail: (record, input) => pinEmail(record, { ...input, generation: record.generation }),
    },
  }),
  broken(
    'a change of the account pins addresses where email codes are off',
    ['a-change-pins-only-where-email-is-on'],
    {
      rules: {
        raiseGeneration(record, input) {
          const { record: after, outcome } = raiseGeneration(record, input);
          const { pins } = input;
          const email = pins && { enabledAt: 0, addresses: pins.addresses };
          return { record: email ? { ...after, email } : after, outcome };
        },
      },
    },
  ),
  broken('addresses that were vouched for before a change are pinned', ['addresses-are-vouched-for-once'], {
    rules: {
      raiseGeneration: (record, input) =>
        raiseGeneration(record, {
          ...input,
          pins: input.pins && { ...input.pins, generation: record.generation },
        }),
    },
  }),
  broken('a change that pins nothing does not raise the generation', ['addresses-are-vouched-for-once'], {
    rules: {
      raiseGeneration(record, input) {
        const change = raiseGeneration(record, input);
        return change.outcome === 'raised' ? change : { ...change, record };
      },
    },
  }),
  broken('unlocking ends the locks of the authenticator alone', ['unlocking-gives-every-attempt-back'], {
    rules: {
      unlock: (record) => ({
        record: { ...record, attempts: { ...record.attempts, totp: noAttempts } },
        outcome: 'unlocked',
      }),
    },
  }),
  broken('unlocking forgets which attempts were charged', ['unlocking-gives-every-attempt-back'], {
    rules: { unlock: (record) => ({ record: { ...record, attempts: {} }, outcome: 'unlocked' }) },
  }),
  broken('a withdrawal leaves no code', ['a-withdrawal-brings-back-the-replaced-code'], {
    rules: {
      withdrawEmailCode: (record, input) => withdrawEmailCode({ ...record, replacedCode: undefined }, input),
    },
  }),
  broken('a withdrawal brings back a spent code', ['a-withdrawal-brings-back-the-replaced-code'], {
    rules: {
      issueEmailCode(record, input) {
        const { record: after, outcome } = issueEmailCode(record, input);
        if (record.emailCode === undefined) return { record: after, outcome };
        const { spentBy: _, ...replacedCode } = record.emailCode;
        return { record: { ...after, replacedCode }, outcome };
      },
    },
  }),
  broken('a replaced code survives a change', ['a-withdrawal-brings-back-the-replaced-code'], {
    rules: {
      replaceRecoveryCodes(record, input) {
        const { record: after, outcome } = replaceRecoveryCodes(record, input);
        return { record: { ...after, replacedCode: record.replacedCode }, outcome };
      },
    },
  }),
  broken('a withdrawal keeps the cooldown', ['a-new-code-replaces-the-old-one'], {
    rules: {
      withdrawEmailCode: (record, input) => withdrawEmailCode(record, { ...input, releaseMs: 0 }),
    },
  }),
  broken('beginning an enrollment replaces the live one', ['beginning-changes-nothing-live'], {
    rules: {
      beginEnrollment: (record, input) => ({
        record: { ...record, totp: undefined, pendingTotp: input.pending },
        outcome: 'begun',
      }),
    },
  }),
];
