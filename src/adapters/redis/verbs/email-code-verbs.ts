/** The verbs about emailed codes, and the counting of mails. @module */

import type { EmailCodeVerbs, RecipientVerbs } from '../../../domain/subject/verb-types.ts';
import { decodeNumber, encodeNumber, encodeText } from '../field-kinds.ts';
import { decodeEmailOrOptOut, encodeEmail, encodeEmailCode, encodeLimits } from '../lines/email-lines.ts';
import { countMailScript } from '../scripts/count-mail.ts';
import { issueEmailCodeScript } from '../scripts/issue-email-code.ts';
import { pinEmailScript } from '../scripts/pin-email.ts';
import { withdrawEmailCodeScript } from '../scripts/withdraw-email-code.ts';
import { encodeAttempt } from './encode-attempt.ts';
import type { RedisVerbs } from './redis-verb.ts';

export const emailCodeVerbs: RedisVerbs<EmailCodeVerbs> = {
  pinEmail: {
    call: ({ attemptId, generation, at, addresses }) =>
      pinEmailScript.call({
        attempt: encodeText(attemptId),
        generation: encodeNumber(generation),
        email: encodeEmail(at, addresses),
      }),
    decode: ({ kind, rest: [generation = '', line = ''] }) =>
      kind === 'superseded'
        ? { kind }
        : { kind, generation: decodeNumber(generation), email: decodeEmailOrOptOut(line) },
  },
  issueEmailCode: {
    call: ({ attemptId, at, generation, limits, code }) =>
      issueEmailCodeScript.call({
        ...encodeAttempt(attemptId),
        at: encodeNumber(at),
        generation: encodeNumber(generation),
        limits: encodeLimits(limits),
        code: encodeEmailCode(code, attemptId),
      }),
    decode: ({ kind, rest }) =>
      kind === 'superseded' ? { kind } : { kind, nextCodeAt: decodeNumber(rest[0] ?? '') },
  },
  withdrawEmailCode: {
    call: ({ attemptId, releaseMs }) =>
      withdrawEmailCodeScript.call({
        attempt: encodeText(attemptId),
        releaseMs: encodeNumber(releaseMs),
      }),
  },
};

export const mailVerbs: RedisVerbs<RecipientVerbs> = {
  countMail: {
    call: ({ attemptId, at, limits }) =>
      countMailScript.call({
        attempt: encodeText(attemptId),
        at: encodeNumber(at),
        limits: encodeLimits(limits),
      }),
  },
};
