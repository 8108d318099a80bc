/** Laws of a mailed code that is taken back (P7). @module */

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import { generationOf } from './calls.ts';
import { issueInput } from './issue-input.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { start, subjectWithTotp } from './subjects.ts';

const withdrawalBringsBackTheOld = storageLaw({
  id: 'a-withdrawal-brings-back-the-replaced-code',
  promise: 'P7',
  name: 'a withdrawal makes the replaced code live again, unless it was spent or had expired, or something changed',
  inputs: fc.record({
    happened: fc.constantFrom(
      'nothing',
      'the old one was spent',
      'the old one expired',
      'a change',
      'a settlement',
    ),
  }),
  maxRuns: 50,
  async check(fixture, { happened }) {
    const { storage } = fixture;
    const { tag, generation } = await subjectWithTotp(fixture);
    const settle = async (digest: string, at: Instant): Promise<string> => {
      const match = { method: 'email', digest } as const;
      const current = await generationOf(storage, tag);
      const input = { attemptId: fixture.attempt(), at, generation: current, match };
      return (await storage.settle(tag, input)).kind;
    };
    const later = happened === 'the old one expired' ? start + 600_000 : start + 60_000;
    await storage.issueEmailCode(tag, issueInput(fixture, 'old', { generation }));
    if (happened === 'the old one was spent') equal(await settle('old', start), 'settled');
    const expiresAt = later + 600_000;
    const code = { purpose: 'challenge', digest: 'new', digits: 6, expiresAt } as const;
    const next = issueInput(fixture, 'new', { generation, at: later, code });
    equal((await storage.issueEmailCode(tag, next)).kind, 'issued');
    equal(await settle('old', later), 'spent', 'a replaced code does not settle');
    if (happened === 'a change')
      equal(
        await storage.replaceRecoveryCodes(tag, {
          attemptId: fixture.attempt(),
          generation,
          digests: ['new'],
        }),
        'replaced',
      );
    if (happened === 'a settlement') equal(await settle('new', later), 'settled');
    await storage.withdrawEmailCode(tag, { attemptId: next.attemptId, releaseMs: 60_000 });
    const isBack = happened === 'nothing';
    equal(await settle('old', later), isBack ? 'settled' : 'spent', `after ${happened}`);
    equal(await settle('old', later), 'spent', 'it settles once');
  },
});

export const withdrawalLaws: readonly StorageLaw[] = [withdrawalBringsBackTheOld];
