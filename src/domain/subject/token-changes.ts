/** What happens to the personal access tokens of a subject in storage (P14). @module */

import { type Instant, isLive } from '../base/instant.ts';
import type { Change } from './charge.ts';
import type { AccessTokenRecord, AttemptId, SubjectRecord } from './subject-record.ts';

export interface InsertTokenInput {
  readonly attemptId: AttemptId;
  readonly epoch: number;
  readonly token: AccessTokenRecord;
  readonly maxTokens: number;
}

export interface ReplaceTokenInput {
  readonly attemptId: AttemptId;
  readonly epoch: number;
  readonly id: string;
  readonly token: AccessTokenRecord;
}

/** The name is the subject's own, and no two live tokens share one. */
export function insertToken(
  record: SubjectRecord,
  input: InsertTokenInput,
): Change<'inserted' | 'name-taken' | 'limit-reached' | 'superseded'> {
  const { token } = input;
  if (record.tokens.get(token.id)?.digest === token.digest) return { record, answer: 'inserted' };
  if (record.epoch !== input.epoch) return { record, answer: 'superseded' };
  const others = [...record.tokens.values()];
  if (others.some((other) => other.name === token.name)) return { record, answer: 'name-taken' };
  if (others.length >= input.maxTokens) return { record, answer: 'limit-reached' };
  return { record: withToken(record, token), answer: 'inserted' };
}

/** The old token stops as the new one starts, under the same name. */
export function replaceToken(
  record: SubjectRecord,
  input: ReplaceTokenInput,
): Change<'replaced' | 'not-found' | 'superseded'> {
  if (record.tokens.get(input.token.id)?.digest === input.token.digest) return { record, answer: 'replaced' };
  if (record.epoch !== input.epoch) return { record, answer: 'superseded' };
  if (!record.tokens.has(input.id)) return { record, answer: 'not-found' };
  return { record: withToken(withoutToken(record, input.id), input.token), answer: 'replaced' };
}

export function revokeToken(record: SubjectRecord, id: string): Change<'revoked' | 'not-found'> {
  if (!record.tokens.has(id)) return { record, answer: 'not-found' };
  return { record: withoutToken(record, id), answer: 'revoked' };
}

/** How a token is used now. */
export interface TokenUse {
  readonly at: Instant;
  /** The least time between two writes of "last used", in milliseconds. */
  readonly everyMs: number;
  /** The digests of the presented text under every key; the stored one must be among them. */
  readonly digests: readonly string[];
}

/** The token whose text was presented, with its last use noted at most once an interval; a wrong text notes nothing. */
export function findToken(
  record: SubjectRecord,
  id: string,
  use: TokenUse,
): Change<AccessTokenRecord | undefined> {
  const token = record.tokens.get(id);
  if (token === undefined || !use.digests.includes(token.digest)) return { record, answer: undefined };
  const { lastUsedAt } = token;
  // A last use in the future was written by a clock that had jumped.
  const recently = lastUsedAt !== undefined && lastUsedAt <= use.at && use.at < lastUsedAt + use.everyMs;
  const expired = token.expiresAt !== undefined && !isLive({ expiresAt: token.expiresAt }, use.at);
  if (recently || expired) return { record, answer: token };
  const touched = { ...token, lastUsedAt: use.at };
  return { record: withToken(record, touched), answer: touched };
}

function withToken(record: SubjectRecord, token: AccessTokenRecord): SubjectRecord {
  return { ...record, tokens: new Map(record.tokens).set(token.id, token) };
}

function withoutToken(record: SubjectRecord, id: string): SubjectRecord {
  const tokens = new Map(record.tokens);
  tokens.delete(id);
  return { ...record, tokens };
}
