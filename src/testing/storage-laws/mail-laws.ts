/** Laws of emailed codes and of mail: one live code, and limits that hold whatever the number of requests (P7, P8). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import type { IssueEmailCodeInput } from '../../domain/subject/issue-email-code.ts';
import type { MailLimit } from '../../domain/subject/mail-limits.ts';
import { type Arena, races } from './arena.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { count, generationOf, insist, start } from './subjects.ts';

const limits: readonly MailLimit[] = [
  { withinMs: 60_000, atMost: 1 },
  { withinMs: 300_000, atMost: 3 },
  { withinMs: 86_400_000, atMost: 5 },
];

function issue(arena: Arena, digest: string, fields: Partial<IssueEmailCodeInput> = {}): IssueEmailCodeInput {
  const code = { purpose: 'challenge', digest, digits: 6, expiresAt: start + 600_000 } as const;
  return { attemptId: arena.attempt(), at: start, generation: 0, code, limits, ...fields };
}

const oneCodeAtATime = storageLaw({
  id: 'concurrent-requests-issue-one-code',
  promise: 'P8',
  name: 'of any concurrent requests for a code one issues it, the others learn when another may be; its code is the live one',
  inputs: fc.record({ race: races({ faults: true }), requests: fc.integer({ min: 2, max: 10 }) }),
  async holds(arena, { race, requests }) {
    const tag = arena.subject();
    const answers = await arena.race(
      race,
      Array.from({ length: requests }, (_, index) => async (storage) => {
        const input = issue(arena, `code ${index}`);
        return insist(() => storage.issueEmailCode(tag, input));
      }),
    );
    const words = answers.map(({ kind }) => kind);
    equal(count(words, 'issued'), 1, 'one code is issued');
    equal(count(words, 'too-soon'), requests - 1, 'it is too soon for every other');
    for (const answer of answers) {
      equal(
        'nextCodeAt' in answer && answer.nextCodeAt,
        start + 60_000,
        'each learns when another may be issued',
      );
    }
    const { emailCode, mails } = await arena.storage.load(tag, {});
    equal(emailCode?.digest, `code ${words.indexOf('issued')}`, 'the issued code is the live one');
    equal(mails.length, 1, 'and one mail is counted');
  },
});

const newCodeReplaces = storageLaw({
  id: 'a-new-code-replaces-the-old-one',
  promise: 'P7',
  name: 'a code is replaced by the next one, is good for its own subject only, and is gone once it is withdrawn',
  inputs: fc.record({ withdrawn: fc.boolean() }),
  mostRuns: 50,
  async holds(arena, { withdrawn }) {
    const [tag, other] = [arena.subject(), arena.subject()];
    const settle = async (subject: typeof tag, digest: string): Promise<string> => {
      const generation = await generationOf(arena.storage, subject);
      const match = { method: 'email', digest } as const;
      const input = { attemptId: arena.attempt(), at: start + 60_000, generation, match };
      return (await arena.storage.settle(subject, input)).kind;
    };
    await arena.storage.issueEmailCode(tag, issue(arena, 'old'));
    await arena.storage.issueEmailCode(other, issue(arena, 'other'));
    const next = issue(arena, 'new', { at: start + 60_000 });
    equal((await arena.storage.issueEmailCode(tag, next)).kind, 'issued');
    equal(await settle(tag, 'old'), 'spent', 'the old code died as the new one started');
    equal(await settle(tag, 'other'), 'spent', "another subject's code is worth nothing");
    if (withdrawn) {
      const input = { attemptId: next.attemptId, releaseMs: 60_000 };
      equal(await arena.storage.withdrawEmailCode(tag, input), 'withdrawn');
      equal(await settle(tag, 'new'), 'spent', 'a withdrawn code is worth nothing');
      const again = await arena.storage.issueEmailCode(tag, issue(arena, 'again', { at: start + 60_001 }));
      equal(again.kind, 'issued', 'and its cooldown is given back');
      equal((await arena.storage.load(tag, {})).mails.length, 3, 'but the mail counts towards the caps');
    } else {
      equal(await settle(tag, 'new'), 'settled', 'the new one is good');
    }
  },
});

const gap = fc.constantFrom(0, 1, 59_999, 60_000, 60_001, 239_999, 299_999, 300_000, 43_200_000, 86_399_999);

const limitsAreExact = storageLaw({
  id: 'mail-limits-are-exact',
  promise: 'P8',
  name: 'a mail goes out if and only if no limit is reached, to the millisecond, for subjects and for recipients',
  inputs: fc.record({
    gaps: fc.array(gap, { minLength: 2, maxLength: 14 }),
    by: fc.constantFrom('subject', 'recipient'),
  }),
  async holds(arena, { gaps, by }) {
    const [tag, recipient] = [arena.subject(), arena.recipient()];
    const send = async (at: Instant): Promise<boolean> => {
      if (by === 'subject') {
        const answer = await arena.storage.issueEmailCode(tag, issue(arena, 'code', { at }));
        return answer.kind === 'issued';
      }
      const input = { attemptId: arena.attempt(), at, limits };
      return (await arena.storage.countMail(recipient, input)) === 'counted';
    };
    const sentAt: Instant[] = [];
    let at = start;
    for (const gap of gaps) {
      at += gap;
      const reached = limits.find(
        ({ withinMs, atMost }) => sentAt.filter((sent) => at - sent < withinMs).length >= atMost,
      );
      const went = await send(at);
      const why =
        reached === undefined
          ? 'no limit is reached'
          : `${reached.atMost} in ${reached.withinMs} ms are reached`;
      equal(went, reached === undefined, `at ${at - start} ms ${why}`);
      if (went) sentAt.push(at);
    }
  },
});

const recipientsAreCapped = storageLaw({
  id: 'concurrent-mails-keep-the-cap',
  promise: 'P8',
  name: 'of any concurrent mails to one recipient no more than the cap go out, and another recipient is not concerned',
  inputs: fc.record({
    race: races({ faults: true }),
    mails: fc.integer({ min: 2, max: 10 }),
    atMost: fc.integer({ min: 1, max: 5 }),
  }),
  async holds(arena, { race, mails, atMost }) {
    const [recipient, other] = [arena.recipient(), arena.recipient()];
    const cap: readonly MailLimit[] = [{ withinMs: 300_000, atMost }];
    const words = await arena.race(
      race,
      Array.from({ length: mails }, () => async (storage) => {
        const input = { attemptId: arena.attempt(), at: start, limits: cap };
        return insist(() => storage.countMail(recipient, input));
      }),
    );
    const counted = count(words, 'counted');
    ok(counted <= atMost, `${counted} mails went out where ${atMost} may`);
    equal(counted, Math.min(atMost, mails), 'and none within the cap was refused');
    const elsewhere = { attemptId: arena.attempt(), at: start, limits: cap };
    equal(await arena.storage.countMail(other, elsewhere), 'counted', 'each recipient has a cap of its own');
  },
});

const dayMs = 86_400_000;

const clockStepIsForgotten = storageLaw({
  id: 'a-clock-step-caps-no-longer-than-the-limit',
  promise: 'P6',
  name: 'after the clock is set back, mails that were sent ahead of it cap for exactly as long as the limit',
  inputs: fc.record({
    by: fc.constantFrom('subject', 'recipient'),
    daysAhead: fc.constantFrom(1, 2, 30, 400),
    sinceStart: fc.constantFrom(0, 1, 3_600_000),
    withinMs: fc.constantFrom(60_000, 300_000, dayMs),
    atMost: fc.integer({ min: 1, max: 5 }),
  }),
  mostRuns: 200,
  async holds(arena, { by, daysAhead, sinceStart, withinMs, atMost }) {
    const [tag, recipient] = [arena.subject(), arena.recipient()];
    const cap: readonly MailLimit[] = [{ withinMs, atMost }];
    const send = async (at: Instant): Promise<string> => {
      if (by === 'recipient') {
        return arena.storage.countMail(recipient, { attemptId: arena.attempt(), at, limits: cap });
      }
      const { kind } = await arena.storage.issueEmailCode(tag, issue(arena, 'code', { at, limits: cap }));
      return kind;
    };
    const [sent, refused] = by === 'recipient' ? ['counted', 'capped'] : ['issued', 'too-soon'];
    const ahead = start + daysAhead * dayMs;
    for (let mail = 1; mail <= atMost; mail++) equal(await send(ahead), sent, `mail ${mail} of ${atMost}`);
    equal(await send(ahead), refused, 'the cap is reached while the clock is ahead');
    const setBack = start + sinceStart;
    equal(await send(setBack), refused, 'the cap still holds when the clock has been set back');
    equal(await send(setBack + withinMs - 1), refused, 'it holds until the limit is over');
    equal(await send(setBack + withinMs), sent, 'once the limit is over, a mail goes out again');
  },
});

/** Laws of emailed codes and of mail. */
export const mailLaws: readonly StorageLaw[] = [
  oneCodeAtATime,
  newCodeReplaces,
  limitsAreExact,
  recipientsAreCapped,
  clockStepIsForgotten,
];
