/** The input that issues an emailed code, with limits that laws reach. @module */

import type { IssueEmailCodeInput } from '../../domain/subject/issue-email-code.ts';
import type { MailLimit } from '../../domain/subject/mail-limits.ts';
import type { StorageFixture } from './storage-fixture.ts';
import { start } from './subjects.ts';

export const limits: readonly MailLimit[] = [
  { withinMs: 60_000, maxMails: 1 },
  { withinMs: 300_000, maxMails: 3 },
  { withinMs: 86_400_000, maxMails: 5 },
];

export function issueInput(
  fixture: StorageFixture,
  digest: string,
  fields: Partial<IssueEmailCodeInput> = {},
): IssueEmailCodeInput {
  const code = { purpose: 'challenge', digest, digits: 6, expiresAt: start + 600_000 } as const;
  return { attemptId: fixture.attempt(), at: start, generation: 0, code, limits, ...fields };
}
