/** Changes of a subject's personal access tokens (P14). @module */

import { type Instant, isUnexpired } from '../base/instant.ts';
import type { Change } from './change.ts';
import type { ChangeInput } from './factor-changes.ts';
import { isCurrent } from './generation.ts';
import { type AttemptId, type StoredAccessToken, type SubjectRecord, emptyRecord } from './subject-record.ts';

export interface InsertTokenInput extends ChangeInput {
  readonly token: StoredAccessToken;
  readonly maxTokens: number;
}

export interface ReplaceTokenInput extends ChangeInput {
  /** The token to replace. */
  readonly id: string;
  readonly token: StoredAccessToken;
}

export interface RevokeTokenInput {
  readonly id: string;
  readonly attemptId: AttemptId;
}

export interface RevokeAllTokensInput {
  readonly attemptId: AttemptId;
}

/** A token whose text was presented. */
export interface FindTokenInput {
  readonly id: string;
  readonly at: Instant;
  /** The shortest time between two writes of "last used", in milliseconds. */
  readonly everyMs: number;
  /** The digests of the presented text under every key. The stored one must be among them. */
  readonly digests: readonly string[];
}

/** No two tokens of a subject share a name. */
export function insertToken(
  record: SubjectRecord,
  input: InsertTokenInput,
): Change<'inserted' | 'name-taken' | 'limit-reached' | 'superseded'> {
  const { token } = input;
  if (record.tokens.get(token.id)?.digest === token.digest) return { record, outcome: 'inserted' };
  if (!isCurrent(record, input.generation)) return { record, outcome: 'superseded' };
  const others = [...record.tokens.values()];
  if (others.some((other) => other.name === token.name)) return { record, outcome: 'name-taken' };
  if (others.length >= input.maxTokens) return { record, outcome: 'limit-reached' };
  return { record: withToken(record, token), outcome: 'inserted' };
}

/** The old token ends as the new one starts, under the same name. */
export function replaceToken(
  record: SubjectRecord,
  input: ReplaceTokenInput,
): Change<'replaced' | 'not-found' | 'superseded'> {
  if (record.tokens.get(input.token.id)?.digest === input.token.digest)
    return { record, outcome: 'replaced' };
  if (!isCurrent(record, input.generation)) return { record, outcome: 'superseded' };
  if (!record.tokens.has(input.id)) return { record, outcome: 'not-found' };
  return { record: withToken(withoutToken(record, input.id), input.token), outcome: 'replaced' };
}

export function revokeToken(
  record: SubjectRecord,
  { id, attemptId }: RevokeTokenInput,
): Change<'revoked' | 'not-found'> {
  if (record.changedBy === attemptId) return { record, outcome: 'revoked' };
  if (!record.tokens.has(id)) return { record, outcome: 'not-found' };
  return { record: endUnderWay(withoutToken(record, id), attemptId), outcome: 'revoked' };
}

/** A subject without a record gets none. */
export function revokeAllTokens(
  record: SubjectRecord,
  { attemptId }: RevokeAllTokensInput,
): Change<'revoked'> {
  if (record.changedBy === attemptId) return { record, outcome: 'revoked' };
  const without = record.tokens.size === 0 ? record : { ...record, tokens: emptyRecord.tokens };
  return { record: endUnderWay(without, attemptId), outcome: 'revoked' };
}

/**
 * The generation of a record rises, so that no creation under way, and no late repetition of one,
 * makes a token afterwards. Trust stays.
 */
function endUnderWay(record: SubjectRecord, attemptId: AttemptId): SubjectRecord {
  const { generation } = record;
  return generation === 0 ? record : { ...record, generation: generation + 1, changedBy: attemptId };
}

/**
 * The token whose text was presented. Its last use is noted at most once an interval; a wrong text
 * notes nothing.
 */
export function findToken(
  record: SubjectRecord,
  { id, at, everyMs, digests }: FindTokenInput,
): Change<StoredAccessToken | undefined> {
  const token = record.tokens.get(id);
  if (token === undefined || !digests.includes(token.digest)) return { record, outcome: undefined };
  const { lastUsedAt } = token;
  // A last use in the future was written by a clock that had jumped ahead.
  const isRecent = lastUsedAt !== undefined && lastUsedAt <= at && at < lastUsedAt + everyMs;
  if (isRecent || !isUnexpired(token, at)) return { record, outcome: token };
  const used = { ...token, lastUsedAt: at };
  return { record: withToken(record, used), outcome: used };
}

/** In the order in which they were made. */
export function listTokens(record: SubjectRecord): Change<readonly StoredAccessToken[]> {
  return { record, outcome: [...record.tokens.values()] };
}

function withToken(record: SubjectRecord, token: StoredAccessToken): SubjectRecord {
  return { ...record, tokens: new Map(record.tokens).set(token.id, token) };
}

function withoutToken(record: SubjectRecord, id: string): SubjectRecord {
  const tokens = new Map(record.tokens);
  tokens.delete(id);
  return { ...record, tokens };
}
