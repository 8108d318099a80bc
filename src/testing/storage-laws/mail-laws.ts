/** Laws of emailed codes and of mail: one live code, exact limits (P6, P7, P8). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import type { MailLimit } from '../../domain/subject/mail-limits.ts';
import { count, generationOf, withRetries } from './calls.ts';
import { issueInput, limits } from './issue-input.ts';
import { type StorageFixture, races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { start } from './subjects.ts';

/** What a mail is counted for. */
export const limitedBy: fc.Arbitrary<'subject' | 'recipient'> = fc.constantFrom(
  'subject' as const,
  'recipient' as const,
);

/** Counts mails to a new subject or recipient. Resolves to whether each may be sent. */
export function mailCounter(
  fixture: StorageFixture,
  by: 'subject' | 'recipient',
  limits: readonly MailLimit[],
): (at: Instant) => Promise<boolean> {
  const [tag, recipient] = [fixture.subject(), fixture.recipient()];
  return async (at) => {
    if (by === 'subject') {
      const { kind } = await fixture.storage.issueEmailCode(tag, issueInput(fixture, 'code', { at, limits }));
      return kind === 'issued';
    }
    const input = { attemptId: fixture.attempt(), at, limits };
    return (await fixture.storage.countMail(recipient, input)) === 'counted';
  };
}

const oneRequestIssuesACode = storageLaw({
  id: 'concurrent-requests-issue-one-code',
  promise: 'P8',
  name: 'of any concurrent requests one issues the live code, and the others return when the next is possible',
  inputs: fc.record({ race: races({ faults: true }), requests: fc.integer({ min: 2, max: 10 }) }),
  async check(fixture, { race, requests }) {
    const tag = fixture.subject();
    const outcomes = await fixture.race(
      race,
      Array.from({ length: requests }, (_, index) => async (storage) => {
        const input = issueInput(fixture, `code ${index}`);
        return withRetries(() => storage.issueEmailCode(tag, input));
      }),
    );
    const kinds = outcomes.map(({ kind }) => kind);
    equal(count(kinds, 'issued'), 1, 'one code is issued');
    equal(count(kinds, 'too-soon'), requests - 1, 'every other request is too soon');
    for (const outcome of outcomes) {
      const nextCodeAt = 'nextCodeAt' in outcome && outcome.nextCodeAt;
      equal(nextCodeAt, start + 60_000, '`nextCodeAt` is the end of the cooldown');
    }
    const { emailCode, mails } = await fixture.storage.load(tag, {});
    equal(emailCode?.digest, `code ${kinds.indexOf('issued')}`, 'the issued code is the live one');
    equal(mails.length, 1, 'one mail is counted');
  },
});

const newCodeReplacesOld = storageLaw({
  id: 'a-new-code-replaces-the-old-one',
  promise: 'P7',
  name: 'a code works only for its own subject, until the next one is issued or it is withdrawn',
  inputs: fc.record({ withdrawn: fc.boolean() }),
  maxRuns: 50,
  async check(fixture, { withdrawn }) {
    const [tag, other] = [fixture.subject(), fixture.subject()];
    const settle = async (subject: typeof tag, digest: string): Promise<string> => {
      const generation = await generationOf(fixture.storage, subject);
      const match = { method: 'email', digest } as const;
      const input = { attemptId: fixture.attempt(), at: start + 60_000, generation, match };
      return (await fixture.storage.settle(subject, input)).kind;
    };
    await fixture.storage.issueEmailCode(tag, issueInput(fixture, 'old'));
    await fixture.storage.issueEmailCode(other, issueInput(fixture, 'other'));
    const next = issueInput(fixture, 'new', { at: start + 60_000 });
    equal((await fixture.storage.issueEmailCode(tag, next)).kind, 'issued');
    equal(await settle(tag, 'old'), 'spent', 'the new code replaces the old one');
    equal(await settle(tag, 'other'), 'spent', "another subject's code does not settle");
    if (withdrawn) {
      const input = { attemptId: next.attemptId, releaseMs: 60_000 };
      equal(await fixture.storage.withdrawEmailCode(tag, input), 'withdrawn');
      equal(await settle(tag, 'new'), 'spent', 'a withdrawn code does not settle');
      equal((await fixture.storage.load(tag, {})).emailCode?.digest, 'old', 'the old code is back');
      const again = await fixture.storage.issueEmailCode(
        tag,
        issueInput(fixture, 'again', { at: start + 60_001 }),
      );
      equal(again.kind, 'issued', 'a withdrawal gives the cooldown back');
      equal(
        (await fixture.storage.load(tag, {})).mails.length,
        3,
        'a withdrawn mail still counts towards the caps',
      );
    } else {
      equal(await settle(tag, 'new'), 'settled', 'the new code settles');
    }
  },
});

const gap = fc.constantFrom(0, 1, 59_999, 60_000, 60_001, 239_999, 299_999, 300_000, 43_200_000, 86_399_999);

const mailLimitsAreExact = storageLaw({
  id: 'mail-limits-are-exact',
  promise: 'P8',
  name: 'a mail is sent if and only if no limit is reached, to the millisecond, for subjects and for recipients',
  inputs: fc.record({
    gaps: fc.array(gap, { minLength: 2, maxLength: 14 }),
    by: limitedBy,
  }),
  async check(fixture, { gaps, by }) {
    const send = mailCounter(fixture, by, limits);
    const sentAt: Instant[] = [];
    let at = start;
    for (const gap of gaps) {
      at += gap;
      const reached = limits.find(
        ({ withinMs, maxMails }) => sentAt.filter((sent) => at - sent < withinMs).length >= maxMails,
      );
      const isSent = await send(at);
      const why =
        reached === undefined
          ? 'no limit is reached'
          : `the limit of ${reached.maxMails} in ${reached.withinMs} ms is reached`;
      equal(isSent, reached === undefined, `${at - start} ms after the start ${why}`);
      if (isSent) sentAt.push(at);
    }
  },
});

const recipientsAreCapped = storageLaw({
  id: 'concurrent-mails-keep-the-cap',
  promise: 'P8',
  name: 'of any concurrent mails to one recipient no more than the cap are sent, and other recipients are unaffected',
  inputs: fc.record({
    race: races({ faults: true }),
    mails: fc.integer({ min: 2, max: 10 }),
    maxMails: fc.integer({ min: 1, max: 5 }),
  }),
  async check(fixture, { race, mails, maxMails }) {
    const [recipient, other] = [fixture.recipient(), fixture.recipient()];
    const cap: readonly MailLimit[] = [{ withinMs: 300_000, maxMails }];
    const outcomes = await fixture.race(
      race,
      Array.from({ length: mails }, () => async (storage) => {
        const input = { attemptId: fixture.attempt(), at: start, limits: cap };
        return withRetries(() => storage.countMail(recipient, input));
      }),
    );
    const counted = count(outcomes, 'counted');
    ok(counted <= maxMails, `${counted} mails were sent, but the cap was ${maxMails}`);
    equal(counted, Math.min(maxMails, mails), 'no mail within the cap is refused');
    const elsewhere = { attemptId: fixture.attempt(), at: start, limits: cap };
    equal(await fixture.storage.countMail(other, elsewhere), 'counted', 'each recipient has its own cap');
  },
});

/** Laws of emailed codes and of mail. */
export const mailLaws: readonly StorageLaw[] = [
  oneRequestIssuesACode,
  newCodeReplacesOld,
  mailLimitsAreExact,
  recipientsAreCapped,
];
