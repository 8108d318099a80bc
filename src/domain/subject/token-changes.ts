/** What happens to the personal access tokens of a subject in storage (P14). @module */

import { type Instant, isLive } from '../base/instant.ts';
import type { Change } from './charge.ts';
import type { StoredAccessToken, AttemptId, SubjectRecord } from './subject-record.ts';

export interface InsertTokenInput {
  readonly attemptId: AttemptId;
  readonly generation: number;
  readonly token: StoredAccessToken;
  readonly maxTokens: number;
}

export interface ReplaceTokenInput {
  readonly attemptId: AttemptId;
  readonly generation: number;
  readonly id: string;
  readonly token: StoredAccessToken;
}

/** The name is the subject's own, and no two live tokens share one. */
export function insertToken(
  record: SubjectRecord,
  input: InsertTokenInput,
): Change<'inserted' | 'name-taken' | 'limit-reached' | 'superseded'> {
  const { token } = input;
  if (record.tokens.get(token.id)?.digest === token.digest) return { record, outcome: 'inserted' };
  if (record.generation !== input.generation) return { record, outcome: 'superseded' };
  const others = [...record.tokens.values()];
  if (others.some((other) => other.name === token.name)) return { record, outcome: 'name-taken' };
  if (others.length >= input.maxTokens) return { record, outcome: 'limit-reached' };
  return { record: withToken(record, token), outcome: 'inserted' };
}

/** The old token stops as the new one starts, under the same name. */
export function replaceToken(
  record: SubjectRecord,
  input: ReplaceTokenInput,
): Change<'replaced' | 'not-found' | 'superseded'> {
  if (record.tokens.get(input.token.id)?.digest === input.token.digest)
    return { record, outcome: 'replaced' };
  if (record.generation !== input.generation) return { record, outcome: 'superseded' };
  if (!record.tokens.has(input.id)) return { record, outcome: 'not-found' };
  return { record: withToken(withoutToken(record, input.id), input.token), outcome: 'replaced' };
}

export function revokeToken(record: SubjectRecord, id: string): Change<'revoked' | 'not-found'> {
  if (!record.tokens.has(id)) return { record, outcome: 'not-found' };
  return { record: withoutToken(record, id), outcome: 'revoked' };
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
): Change<StoredAccessToken | undefined> {
  const token = record.tokens.get(id);
  if (token === undefined || !use.digests.includes(token.digest)) return { record, outcome: undefined };
  const { lastUsedAt } = token;
  // A last use in the future was written by a clock that had jumped.
  const recently = lastUsedAt !== undefined && lastUsedAt <= use.at && use.at < lastUsedAt + use.everyMs;
  const expired = token.expiresAt !== undefined && !isLive({ expiresAt: token.expiresAt }, use.at);
  if (recently || expired) return { record, outcome: token };
  const touched = { ...token, lastUsedAt: use.at };
  return { record: withToken(record, touched), outcome: touched };
}

function withToken(record: SubjectRecord, token: StoredAccessToken): SubjectRecord {
  return { ...record, tokens: new Map(record.tokens).set(token.id, token) };
}

function withoutToken(record: SubjectRecord, id: string): SubjectRecord {
  const tokens = new Map(record.tokens);
  tokens.delete(id);
  return { ...record, tokens };
}
