/** The verbs about emailed codes, and the counting of mails. @module */

import type { EmailCodeVerbs, RecipientVerbs } from '../../domain/subject/verb-types.ts';
import type { Storage } from '../../ports/storage.ts';
import { numberOf } from './decode-records.ts';
import { encodeCode, encodeEmail, encodeLimits } from './encode-records.ts';
import { countMailScript, issueEmailCodeScript, withdrawEmailCodeScript } from './scripts/index.ts';
import { encodeNumber, encodeText } from './stored-text.ts';
import type { AskScript } from './verb.ts';

/** `askRecipient` works on the key of a recipient, in a slot of its own. */
export function createEmailCodeVerbs(
  ask: AskScript,
  askRecipient: AskScript,
): Pick<Storage, keyof EmailCodeVerbs | keyof RecipientVerbs> {
  return {
    async issueEmailCode(tag, { attemptId, at, generation, code, limits, enroll }) {
      const args = [
        encodeText(attemptId),
        encodeNumber(at),
        encodeNumber(generation),
        encodeLimits(limits),
        encodeCode(code, attemptId),
        enroll === undefined ? '' : encodeEmail(at, enroll),
      ];
      const words = ['issued', 'too-soon', 'superseded'] as const;
      const { kind, rest } = await ask(issueEmailCodeScript, tag, args, words);
      return kind === 'superseded' ? { kind } : { kind, nextCodeAt: numberOf(rest[0]) };
    },
    async withdrawEmailCode(tag, { attemptId, releaseMs }) {
      const args = [encodeText(attemptId), encodeNumber(releaseMs)];
      return (await ask(withdrawEmailCodeScript, tag, args, ['withdrawn', 'not-live'])).kind;
    },
    async countMail(recipient, { attemptId, at, limits }) {
      const args = [encodeText(attemptId), encodeNumber(at), encodeLimits(limits)];
      return (await askRecipient(countMailScript, recipient, args, ['counted', 'capped'])).kind;
    },
  };
}
