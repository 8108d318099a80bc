/** The lines of a subject, as the state that one decision reads. @module */

import type {
  AttemptScope,
  Attempts,
  CountedMail,
  EmailCode,
} from '../../../domain/subject/subject-record.ts';
import { type SubjectState, emptyState } from '../../../domain/subject/subject-state.ts';
import { formats } from '../formats.ts';
import { linesOf, readLine } from '../line-codec.ts';
import { type TokenReply, decodeToken } from './access-token-line.ts';
import { decodeAttempts } from './attempts-line.ts';
import { decodePendingTotp, decodeTotp } from './authenticator-lines.ts';
import { decodeEmail, decodeEmailCode, decodeMail } from './email-lines.ts';
import { decodeTrusted } from './trusted-client-line.ts';

/**
 * The state that a script read: the lines of the subject, the line of the trusted client, and the
 * token. Each is empty if it is absent or was not requested.
 */
export function decodeState(record: string, trust: string, token?: TokenReply): SubjectState {
  const trusted = trust === '' ? undefined : decodeTrusted(trust);
  const found = token === undefined || token.line === '' ? undefined : decodeToken(token);
  if (record === '') return { ...emptyState, trust: trusted, token: found };
  const [head = '', ...lines] = linesOf(record);
  const { generation, recoveryCodesLeft } = readLine(head, formats.head);
  let totp: SubjectState['totp'];
  let email: SubjectState['email'];
  let pendingTotp: SubjectState['pendingTotp'];
  let emailCode: SubjectState['emailCode'];
  const mails: CountedMail[] = [];
  const attempts: { [Scope in AttemptScope]?: Attempts } = {};
  for (const line of lines) {
    switch (line.slice(0, 1)) {
      case formats.totp.start:
        totp = decodeTotp(line);
        break;
      case formats.email.start:
        email = decodeEmail(line);
        break;
      case formats.optedOut.start:
        email = 'opted-out';
        break;
      case formats.attempts.start: {
        const [scope, counted] = decodeAttempts(line);
        attempts[scope] = counted;
        break;
      }
      case formats.pendingTotp.start:
        pendingTotp = decodePendingTotp(line);
        break;
      case formats.emailCode.start:
        emailCode = decodeEmailCode(line);
        break;
      case formats.replacedCode.start:
        // No decision sees it: it is not accepted while it is replaced.
        break;
      default:
        mails.push(decodeMail(line));
    }
  }
  return {
    generation,
    totp,
    pendingTotp,
    email,
    emailCode: emailCode?.spentBy === undefined ? emailCode : undefined,
    mails,
    recoveryCodesLeft,
    trust: trusted,
    token: found,
    attempts,
  };
}

/** The emailed code of a subject if it is spent, which no state holds. */
export function decodeSpentEmailCode(record: string): EmailCode | undefined {
  const line = record.split('\n').find((other) => other.startsWith(`${formats.emailCode.start}|`));
  const code = line === undefined ? undefined : decodeEmailCode(line);
  return code?.spentBy === undefined ? undefined : code;
}
