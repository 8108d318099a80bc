/** Storages that trust a clock of their own, collect too early, or write texts so that they come back as others. @module */

import {
  type Attempts,
  type SubjectRecord,
  charge,
  countMail,
  countOne,
  isLive,
  issueEmailCode,
  nextMailAt,
  settle,
} from 'second-factor/domain';
import { type BrokenStorage, broken } from './broken-storage.ts';

const day = 86_400_000;

/** The record without what is not live. */
function collected(record: SubjectRecord, at: number): SubjectRecord {
  return {
    ...record,
    pendingTotp: isLive(record.pendingTotp, at) ? record.pendingTotp : undefined,
    emailCode: isLive(record.emailCode, at) ? record.emailCode : undefined,
  };
}

/** The record without locks and failures that are older than a day. */
function withCountersOfADay(record: SubjectRecord, at: number): SubjectRecord {
  const kept = Object.entries(record.attempts).filter(
    ([, { lockedUntil }]: [string, Attempts]) => at < lockedUntil + day,
  );
  return { ...record, attempts: Object.fromEntries(kept) };
}

/** What a column of 255 characters that ends at a NUL makes of a text. */
function cut(text: string): string {
  return text.split('\0')[0]?.slice(0, 255) ?? '';
}

export const wrongTimes: readonly BrokenStorage[] = [
  broken('`<` for `<=`: a lock that still holds at `retryAt`', ['locks-are-exact'], {
    rules: { charge: (record, input) => charge(record, { ...input, at: input.at - 1 }) },
  }),
  broken('`<=` for `<`: live at `expiresAt` itself', ['expiries-are-exact'], {
    rules: { settle: (record, input) => settle(record, { ...input, at: input.at - 1 }) },
  }),
  broken('clock read inside: the machine decides what has expired', ['expiries-are-exact'], {
    rules: { settle: (record, input) => settle(record, { ...input, at: Date.now() }) },
  }),
  broken('TTL as truth: the store deletes at `expiresAt` by its own clock', ['expiries-are-exact'], {
    read: (record) => collected(record, Date.now()),
  }),
  broken(
    'early garbage collection: gone for good once a call finds it expired',
    ['nothing-is-collected-early'],
    {
      read: (record, at) => (at === undefined ? record : collected(record, at)),
    },
  ),
  broken('failure counters with a TTL', ['failures-stay-counted'], {
    read: (record, at) => (at === undefined ? record : withCountersOfADay(record, at)),
  }),
  broken(
    'a lock that is never cut: a clock that jumped locks people out for a year',
    ['a-jump-leaves-no-long-lock'],
    {
      rules: {
        charge(record, input) {
          const { ms } = input.locks;
          return charge(record, {
            ...input,
            locks: { ...input.locks, ms: [...ms, ms.at(-1) ?? 0, 1000 * day] },
          });
        },
      },
    },
  ),
  broken(
    'replay memory by time: what was spent after now is not yet spent',
    ['stepping-back-revives-nothing'],
    {
      rules: {
        settle(record, input) {
          const { totp } = record;
          if (totp === undefined || input.at >= totp.enrolledAt) {
            const { record: after, outcome } = settle(record, input);
            const spent = after.totp !== record.totp && after.totp !== undefined;
            return {
              record: spent ? { ...after, totp: { ...after.totp, enrolledAt: input.at } } : after,
              outcome,
            };
          }
          return settle({ ...record, totp: { ...totp, lastStep: 0 } }, input);
        },
      },
    },
  ),
  broken('fixed windows: a mail is counted in the minute of the clock', ['mail-limits-are-exact'], {
    countMail: (mails, input) =>
      countMail(
        mails.map((mail) => ({ ...mail, at: mail.at - (mail.at % 60_000) })),
        input,
      ),
  }),
  broken('a window that is one millisecond too long', ['mail-limits-are-exact'], {
    rules: {
      issueEmailCode: (record, input) =>
        issueEmailCode(record, {
          ...input,
          limits: input.limits.map((limit) => ({ ...limit, withinMs: limit.withinMs + 1 })),
        }),
    },
  }),
  broken(
    'mails that are counted again when a call is repeated',
    ['concurrent-mails-keep-the-cap', 'a-repeated-call-is-done-once'],
    {
      countMail(mails, { attemptId, at, limits }) {
        if (at < nextMailAt(mails, limits, at)) {
          const seen = mails.map((mail) => ({ ...mail, at: Math.min(mail.at, at) }));
          return { record: seen, outcome: 'capped' };
        }
        return { record: countOne(mails, limits, at, attemptId), outcome: 'counted' };
      },
    },
  ),
  broken(
    'a capped mail stores nothing: after a clock step, mails dated in the future keep the cap',
    ['a-clock-step-caps-no-longer-than-the-limit'],
    {
      countMail(mails, input) {
        const counted = countMail(mails, input);
        return counted.outcome === 'capped' ? { record: mails, outcome: 'capped' } : counted;
      },
    },
  ),
  broken(
    'a refused code stores nothing: after a clock step, mails dated in the future keep the cooldown',
    ['a-clock-step-caps-no-longer-than-the-limit'],
    {
      rules: {
        issueEmailCode(record, input) {
          const issued = issueEmailCode(record, input);
          return issued.outcome.kind === 'too-soon' ? { record, outcome: issued.outcome } : issued;
        },
      },
    },
  ),
];

export const wrongTexts: readonly BrokenStorage[] = [
  broken('cross-subject key collision: keys that ignore case', ['subjects-stay-apart'], {
    keyOf: (tag) => tag.toLowerCase(),
  }),
  broken('cross-subject key collision: keys that are cut', ['subjects-stay-apart'], {
    keyOf: (tag) => tag.slice(0, 21),
  }),
  broken('texts in a column that is too narrow', ['texts-come-back-as-they-were'], {
    read: (record) => ({
      ...record,
      tokens: new Map(
        [...record.tokens].map(([id, token]) => [id, { ...token, name: cut(token.name) }] as const),
      ),
    }),
  }),
  broken('scopes that are joined by a comma', ['texts-come-back-as-they-were', 'answers-as-the-model'], {
    read: (record) => ({
      ...record,
      tokens: new Map(
        [...record.tokens].map(
          ([id, token]) => [id, { ...token, scopes: token.scopes.join(',').split(',') }] as const,
        ),
      ),
    }),
  }),
];
