/** Replies as they are read: flat lists of texts whose first is a word. @module */

import type { AccessTokenRecord, AttemptScope, SubjectState } from '../../domain/subject-record.ts';
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
  nameOf,
} from './decode-records.ts';
import { corrupt } from './failure.ts';
import { formats, scopeLetters } from './formats.ts';

/** A reply: one of the words that were expected, and the texts after it. */
export interface Reply<Word extends string = string> {
  readonly word: Word;
  readonly rest: readonly string[];
}

/** Reads what a script answered; throws where it is not one of the replies that the script has. */
export function readReply<const Word extends string>(answer: unknown, words: readonly Word[]): Reply<Word> {
  if (!Array.isArray(answer)) throw corrupt('unknown');
  const [first, ...rest] = answer.map((element) => textOf(element));
  if (first === 'corrupt') throw corrupt('not-applied');
  const word = words.find((candidate) => candidate === first);
  if (word === undefined) throw corrupt('unknown');
  return { word, rest };
}

/** The state at the end of a reply, as `stateOf` gives it. */
export function decodeState(rest: readonly string[], tokenId: string | undefined): SubjectState {
  const [pending = '', code = '', trust = '', token = '', used = '', attempts = '', left = '', mails = ''] =
    rest;
  const core = pairsOf(rest.slice(8));
  return {
    epoch: countOf(core.get('e') ?? '0'),
    totp: decodeTotp(core),
    pendingTotp: pending === '' ? undefined : decodePending(pending),
    email: decodeEmail(core.get('m')),
    emailCode: code === '' ? undefined : decodeCode(code),
    mails: linesOf(mails).map((mail) => decodeMail(mail)),
    recoveryCodesLeft: countOf(left),
    trust: trust === '' ? undefined : decodeTrusted(trust),
    token: token === '' || tokenId === undefined ? undefined : decodeToken(tokenId, token, used).token,
    attempts: Object.fromEntries(linesOf(attempts).map((line) => decodeAttempts(line))),
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
): readonly AccessTokenRecord[] {
  if (rest.length % 3 !== 0) throw corrupt('unknown');
  const tokens = [];
  for (let index = 0; index < rest.length; index += 3) {
    const [id = '', record = '', used = ''] = rest.slice(index, index + 3);
    tokens.push(decodeToken(decodeId(id), record, used));
  }
  return tokens.toSorted((a, b) => a.place - b.place).map(({ token }) => token);
}

export function scopeOf(letter: string): AttemptScope {
  return nameOf<AttemptScope>(scopeLetters, letter);
}

export function countOf(text: string): number {
  return Number(fieldsOf(text, formats.epoch)[0]);
}

export function instantOf(text: string): number {
  return Number(fieldsOf(text, formats.tokenUse)[0]);
}

function pairsOf(flat: readonly string[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (let index = 0; index + 1 < flat.length; index += 2)
    pairs.set(flat[index] as string, flat[index + 1] as string);
  return pairs;
}

/** A client may be configured to answer bytes. */
function textOf(element: unknown): string {
  if (typeof element === 'string') return element;
  if (element instanceof Uint8Array) return new TextDecoder().decode(element);
  throw corrupt('unknown');
}
