/** Replies as they are read: flat lists of texts whose first is a kind. @module */

import type {
  StoredAccessToken,
  AttemptScope,
  Attempts,
  CountedMail,
} from '../../domain/subject/subject-record.ts';
import { type SubjectState, emptyState } from '../../domain/subject/subject-state.ts';
import {
  decodeAttempts,
  decodeCode,
  decodeEmail,
  decodeMail,
  decodePending,
  decodeToken,
  decodeTotp,
  decodeTrusted,
  fieldsOf,
  numberOf,
} from './decode-records.ts';
import { corrupt } from './failure.ts';
import { formats } from './formats.ts';

/** A reply: one of the words that were expected, and the texts after it. */
export interface Reply<Word extends string = string> {
  readonly kind: Word;
  readonly rest: readonly string[];
}

/** Reads what a script answered; throws where it is not one of the replies that the script has. */
export function readReply<const Word extends string>(answer: unknown, words: readonly Word[]): Reply<Word> {
  if (!Array.isArray(answer)) throw corrupt('unknown');
  const texts = answer.map(textOf);
  const kind = texts.shift();
  if (isOneOf(words, kind)) return { kind, rest: texts };
  throw corrupt(kind === 'corrupt' ? 'not-applied' : 'unknown');
}

function isOneOf<Word extends string>(words: readonly Word[], kind: unknown): kind is Word {
  return words.includes(kind as Word);
}

/**
 * The state that a script read: the lines of the subject, trust of the client and the token that were asked for; empty where there
 * is nothing.
 */
export function decodeState(
  subject: string,
  trust: string,
  token?: { readonly id: string; readonly record: string; readonly used: string },
): SubjectState {
  const trusted = trust === '' ? undefined : decodeTrusted(trust);
  const found =
    token === undefined || token.record === ''
      ? undefined
      : decodeToken(token.id, token.record, token.used).token;
  if (subject === '') return { ...emptyState, trust: trusted, token: found };
  const [head = '', ...records] = linesOf(subject);
  const [, generation, , left] = fieldsOf(head, formats.head);
  let totp: SubjectState['totp'];
  let email: SubjectState['email'];
  let pendingTotp: SubjectState['pendingTotp'];
  let emailCode: SubjectState['emailCode'];
  const mails: CountedMail[] = [];
  const attempts: { [Scope in AttemptScope]?: Attempts } = {};
  for (const record of records) {
    if (record.startsWith('A')) totp = decodeTotp(record);
    else if (record.startsWith('E')) email = decodeEmail(record);
    else if (record.startsWith('P')) pendingTotp = decodePending(record);
    else if (record.startsWith('C')) emailCode = decodeCode(record);
    else if (record.startsWith('M')) mails.push(decodeMail(record));
    else {
      const [scope, of] = decodeAttempts(record);
      attempts[scope] = of;
    }
  }
  return {
    generation: numberOf(generation),
    totp,
    pendingTotp,
    email,
    emailCode: emailCode?.spentBy === undefined ? emailCode : undefined,
    mails,
    recoveryCodesLeft: numberOf(left),
    trust: trusted,
    token: found,
    attempts,
  };
}

/** Records that are kept together: each has a line feed before it. */
export function linesOf(lines: string): readonly string[] {
  const [before, ...records] = lines.split('\n');
  if (before !== '') throw corrupt('unknown');
  return records;
}

/** Tokens in the order in which they were made: three texts each. */
export function decodeTokens(
  rest: readonly string[],
  decodeId: (id: string) => string,
): readonly StoredAccessToken[] {
  if (rest.length % 3 !== 0) throw corrupt('unknown');
  const tokens = [];
  for (let index = 0; index < rest.length; index += 3) {
    const [id = '', record = '', used = ''] = rest.slice(index, index + 3);
    tokens.push(decodeToken(decodeId(id), record, used));
  }
  return tokens.toSorted((a, b) => a.place - b.place).map(({ token }) => token);
}

/** A client may be configured to answer bytes. */
function textOf(element: unknown): string {
  if (typeof element === 'string') return element;
  if (element instanceof Uint8Array) return new TextDecoder().decode(element);
  throw corrupt('unknown');
}
