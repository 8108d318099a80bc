/** Broken twins with the wrong clock, wrong mail limits, or changed texts. @module */

import {
  type Attempts,
  type CountedMail,
  type SubjectRecord,
  charge,
  countMail,
  isLive,
  issueEmailCode,
  settle,
} from 'second-factor/domain';
import { type BrokenStorage, broken } from './broken-storage.ts';

const dayMs = 86_400_000;

/** The record without what has expired. */
function withoutExpired(record: SubjectRecord, at: number): SubjectRecord {
  return {
    ...record,
    pendingTotp: isLive(record.pendingTotp, at) ? record.pendingTotp : undefined,
    emailCode: isLive(record.emailCode, at) ? record.emailCode : undefined,
  };
}

/** The record without the failures whose lock ended more than a day ago. */
function withoutOldFailures(record: SubjectRecord, at: number): SubjectRecord {
  const kept = Object.entries(record.attempts).filter(
    ([, { lockedUntil }]: [string, Attempts]) => at < lockedUntil + dayMs,
  );
  return { ...record, attempts: Object.fromEntries(kept) };
}

/** The mails without the ids of the attempts that counted them. */
function withoutAttemptIds(mails: readonly CountedMail[]): readonly CountedMail[] {
  return mails.map((mail) => ({ ...mail, by: '' }));
}

/** The text as a column keeps it that holds 255 characters and ends at a NUL. */
function cut(text: string): string {
  return text.split('\0')[0]?.slice(0, 255) ?? '';
}

export const wrongTimes: readonly BrokenStorage[] = [
  broken('a lock still holds at `retryAt`', ['locks-are-exact'], {
    rules: { charge: (record, input) => charge(record, { ...input, at: input.at - 1 }) },
  }),
  broken('a code is still live at `expiresAt`', ['expiries-are-exact'], {
    rules: { settle: (record, input) => settle(record, { ...input, at: input.at - 1 }) },
  }),
  broken('the clock of the machine decides what has expired', ['expiries-are-exact'], {
    rules: { settle: (record, input) => settle(record, { ...input, at: Date.now() }) },
  }),
  broken('the store deletes at `expiresAt` by its own clock', ['expiries-are-exact'], {
    read: (record) => withoutExpired(record, Date.now()),
  }),
  broken('a call deletes what has expired at once', ['nothing-is-collected-early'], {
    read: (record, at) => (at === undefined ? record : withoutExpired(record, at)),
  }),
  broken('failure counters expire', ['failures-stay-counted'], {
    read: (record, at) => (at === undefined ? record : withoutOldFailures(record, at)),
  }),
  broken('a lock set by a clock that was ahead is not cut', ['a-jump-leaves-no-long-lock'], {
    rules: {
      charge(record, input) {
        const { ms } = input.locks;
        return charge(record, {
          ...input,
          locks: { ...input.locks, ms: [...ms, ms.at(-1) ?? 0, 1000 * dayMs] },
        });
      },
    },
  }),
  broken(
    'spent steps are remembered by time: a clock that steps back reopens them',
    ['stepping-back-revives-nothing'],
    {
      rules: {
        settle(record, input) {
          const { totp } = record;
          if (totp === undefined || input.at >= totp.enrolledAt) {
            const { record: after, outcome } = settle(record, input);
            const isSpent = after.totp !== record.totp && after.totp !== undefined;
            return {
              record: isSpent ? { ...after, totp: { ...after.totp, enrolledAt: input.at } } : after,
              outcome,
            };
          }
          return settle({ ...record, totp: { ...totp, lastStep: 0 } }, input);
        },
      },
    },
  ),
  broken('fixed windows: mails are counted by the minute of the clock', ['mail-limits-are-exact'], {
    countMail: (mails, input) =>
      countMail(
        mails.map((mail) => ({ ...mail, at: mail.at - (mail.at % 60_000) })),
        input,
      ),
  }),
  broken('mails are forgotten by the instant that a call names', ['a-clock-jump-forgets-no-mail'], {
    countMail: (mails, input) =>
      countMail(
        mails.filter((mail) => input.at < mail.at + 90_000_000),
        input,
      ),
    read: (record, at) =>
      at === undefined
        ? record
        : { ...record, mails: record.mails.filter((mail) => at < mail.at + 90_000_000) },
  }),
  broken('a mail limit lasts 1 ms too long', ['mail-limits-are-exact'], {
    rules: {
      issueEmailCode: (record, input) =>
        issueEmailCode(record, {
          ...input,
          limits: input.limits.map((limit) => ({ ...limit, withinMs: limit.withinMs + 1 })),
        }),
    },
  }),
  broken(
    'no attempt id: a repeated call counts a mail again',
    ['concurrent-mails-keep-the-cap', 'a-repeated-call-is-done-once'],
    { countMail: (mails, input) => countMail(withoutAttemptIds(mails), input) },
  ),
  broken(
    'a refused mail leaves the counted mails in the future',
    ['a-clock-step-caps-no-longer-than-the-limit'],
    {
      countMail(mails, input) {
        const change = countMail(mails, input);
        return change.outcome === 'capped' ? { ...change, record: mails } : change;
      },
    },
  ),
  broken(
    'a code refused as too soon leaves the counted mails in the future',
    ['a-clock-step-caps-no-longer-than-the-limit'],
    {
      rules: {
        issueEmailCode(record, input) {
          const change = issueEmailCode(record, input);
          return change.outcome.kind === 'too-soon' ? { ...change, record } : change;
        },
      },
    },
  ),
];

export const wrongTexts: readonly BrokenStorage[] = [
  broken('keys of subjects ignore case', ['subjects-stay-apart'], {
    keyOf: (tag) => tag.toLowerCase(),
  }),
  broken('keys of subjects are cut', ['subjects-stay-apart'], {
    keyOf: (tag) => tag.slice(0, 21),
  }),
  broken('token names are cut to the width of a column', ['texts-come-back-as-they-were'], {
    read: (record) => ({
      ...record,
      tokens: new Map(
        [...record.tokens].map(([id, token]) => [id, { ...token, name: cut(token.name) }] as const),
      ),
    }),
  }),
  broken(
    'a token without scopes is kept with an empty list of them',
    ['texts-come-back-as-they-were', 'answers-as-the-model'],
    {
      read: (record) => ({
        ...record,
        tokens: new Map(
          [...record.tokens].map(([id, token]) => [id, { ...token, scopes: token.scopes ?? [] }] as const),
        ),
      }),
    },
  ),
  broken('scopes are joined by a comma', ['texts-come-back-as-they-were', 'answers-as-the-model'], {
    read: (record) => ({
      ...record,
      tokens: new Map(
        [...record.tokens].map(
          ([id, token]) => [id, { ...token, scopes: token.scopes?.join(',').split(',') }] as const,
        ),
      ),
    }),
  }),
];
