/** Laws of mail limits under a clock that jumps: they end in time, not earlier (P6, P8). @module */

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { MailLimit } from '../../domain/subject/mail-limits.ts';
import { limitedBy, mailCounter } from './mail-laws.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { start } from './subjects.ts';

const dayMs = 86_400_000;

const clockStepCapsNoLonger = storageLaw({
  id: 'a-clock-step-caps-no-longer-than-the-limit',
  promise: 'P6',
  name: 'a clock set back by days caps mail for no longer than one limit from the first refusal',
  inputs: fc.record({
    by: limitedBy,
    limit: fc.record({
      withinMs: fc.constantFrom(60_000, 300_000, 86_400_000),
      maxMails: fc.integer({ min: 1, max: 3 }),
    }),
    daysAhead: fc.integer({ min: 2, max: 400 }),
    refusedAfterMs: fc.constantFrom(0, 1, 59_999, 3_600_000),
  }),
  maxRuns: 200,
  async check(fixture, { by, limit, daysAhead, refusedAfterMs }) {
    const send = mailCounter(fixture, by, [limit]);
    const ahead = start + daysAhead * 86_400_000;
    for (let sent = 0; sent < limit.maxMails; sent++) {
      equal(await send(ahead + sent), true, 'a mail below the limit is sent');
    }
    const refusedAt = start + refusedAfterMs;
    for (const waitedMs of [0, limit.withinMs / 2, limit.withinMs - 1]) {
      const isSent = await send(refusedAt + waitedMs);
      equal(isSent, false, `capped ${waitedMs} ms after the first refusal`);
    }
    const isSent = await send(refusedAt + limit.withinMs);
    equal(isSent, true, `no longer capped ${limit.withinMs} ms after the first refusal`);
  },
});

const jumpForgetsNoMail = storageLaw({
  id: 'a-clock-jump-forgets-no-mail',
  promise: 'P8',
  name: 'a clock that jumps ahead by days and back leaves every cap as it was, for all subjects and recipients',
  inputs: fc.record({
    by: limitedBy,
    maxMails: fc.integer({ min: 1, max: 3 }),
    daysAhead: fc.integer({ min: 2, max: 400 }),
    own: fc.boolean(),
  }),
  maxRuns: 100,
  async check(fixture, { by, maxMails, daysAhead, own }) {
    const limits: readonly MailLimit[] = [{ withinMs: dayMs, maxMails }];
    const send = mailCounter(fixture, by, limits);
    for (let sent = 0; sent < maxMails; sent++) equal(await send(start), true, 'a mail below the cap');
    const ahead = start + daysAhead * dayMs;
    // These calls give a storage an occasion to collect garbage.
    const others = [mailCounter(fixture, 'subject', limits), mailCounter(fixture, 'recipient', limits)];
    for (const other of others) await other(ahead);
    if (own) await send(ahead);
    equal(await send(start + 1), false, 'the cap still holds once the clock is back');
  },
});

/** Laws of mail limits under a clock that jumps. */
export const mailClockLaws: readonly StorageLaw[] = [clockStepCapsNoLonger, jumpForgetsNoMail];
