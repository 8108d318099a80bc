/**
 * Personal access tokens: made and renewed with a fresh factor, shown once, revoked at once (P14).
 * @module
 */

import { type Result, err, ok } from 'neverthrow';
import { encodeUtf8 } from '../../domain/base/utf8.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import { drawToken } from '../../domain/codes/access-token.ts';
import type { Denial, ManagementRefusal, Unavailable } from '../../domain/decision/denial.ts';
import { about } from '../../domain/decision/situation.ts';
import type { Trace } from '../../domain/decision/trace.ts';
import { factors } from '../../domain/policy/method.ts';
import { ruleOf } from '../../domain/policy/policy.ts';
import type { StoredAccessToken } from '../../domain/subject/subject-record.ts';
import { earliest, isTokenLive, latestEnd, tokenEndsAt } from '../../domain/subject/token-end.ts';
import type { AccessTokenCreated, AccessTokenRequest, AccessTokenView } from '../../ports/management.ts';
import { type OrUnavailable, callPort, callStorage } from '../call/call-port.ts';
import type { Call, Refusal, SubjectCall } from '../call/call.ts';
import { draw, revocationId } from '../call/fresh-ids.ts';
import { announce } from '../call/notices.ts';
import { readSealed } from '../call/result-shapes.ts';
import { commit, invalidRequest, notFound, perform } from './commit.ts';
import { type PermittedSubject, type WithProof, permit, readSubject, readSubjectOrId } from './permit.ts';

type TokenFields = Pick<StoredAccessToken, 'name' | 'bypass' | 'scopes' | 'expiresAt'>;

/** A new token: its text, to be shown once, and what is stored. */
interface NewToken {
  readonly text: string;
  readonly token: StoredAccessToken;
}

export async function createAccessToken(
  call: Call,
  request: AccessTokenRequest<string>,
): Promise<Result<AccessTokenCreated, Refusal>> {
  // Read before anything is awaited: the request may be an object of a class, which is not copied.
  const fields = checkFields(call, request);
  const permission = await permit(call, request);
  if (permission.isErr()) return err(permission.error);
  if (fields.isErr()) return err(fields.error);
  const known = permission.value;
  if (isOnSessionAlone(known, fields.value)) return err(needsMoreThanSession(known));
  const made = await makeToken(known.call, fields.value);
  if (made.isErr()) return err(made.error);
  const { maxPerSubject: maxTokens } = call.policy.accessTokens;
  const inserted = await commit(known, 'insertToken', { token: made.value.token, maxTokens });
  if (inserted.isErr()) return err(inserted.error);
  if (inserted.value === 'name-taken') return err({ kind: 'name-taken' });
  if (inserted.value === 'limit-reached') return err({ kind: 'limit-reached', most: maxTokens });
  return ok(show(known.call, made.value, 'access-token-created'));
}

/**
 * Name, flags and expiry stay, as far as the policy allows them for a new token; the text is new.
 *
 * @param which the id or the name
 */
export async function regenerateAccessToken(
  call: Call,
  which: string,
  request: WithProof,
): Promise<Result<AccessTokenCreated, Refusal>> {
  const permission = await permit(call, request);
  if (permission.isErr()) return err(permission.error);
  const known = permission.value;
  const settings = call.policy.accessTokens;
  const tokens = await listTokens(known.call);
  if (tokens.isErr()) return err(tokens.error);
  const old = tokens.value.find(({ id }) => id === which) ?? tokens.value.find(({ name }) => name === which);
  if (old === undefined) return err(notFound);
  if (!isTokenLive(old, settings, call.at))
    return err(invalidRequest('expiresAt', 'has passed: create a new token'));
  if (isOnSessionAlone(known, old)) return err(needsMoreThanSession(known));
  const expiresAt = earliest(old.expiresAt, latestEnd(call.at, settings));
  const made = await makeToken(known.call, { ...old, expiresAt });
  if (made.isErr()) return err(made.error);
  const replaced = await commit(known, 'replaceToken', { id: old.id, token: made.value.token });
  if (replaced.isErr()) return err(replaced.error);
  return ok(show(known.call, made.value, 'access-token-regenerated'));
}

export async function revokeAccessToken(call: Call, id: string): Promise<Result<void, Refusal>> {
  const known = await readSubject(call);
  if (known.isErr()) return err(known.error);
  const tokenId = typeof id === 'string' ? id : '';
  const revoked = await perform(known.value.call, 'revokeToken', {
    id: tokenId,
    attemptId: revocationId(call),
  });
  if (revoked.isErr()) return err(revoked.error);
  announce(known.value.call, { kind: 'access-token-revoked', tokenId });
  return ok(undefined);
}

export async function revokeAllAccessTokens(call: Call): Promise<Result<void, Denial>> {
  const known = await readSubjectOrId(call);
  if (known.isErr()) return err(known.error);
  const revoked = await perform(known.value, 'revokeAllTokens', { attemptId: revocationId(call) });
  if (revoked.isErr()) return err(revoked.error);
  announce(known.value, { kind: 'all-access-tokens-revoked' });
  return ok(undefined);
}

/**
 * Newest first. Expired tokens are listed too, so that their owner sees why they stopped working.
 */
export async function listAccessTokens(call: Call): Promise<Result<readonly AccessTokenView[], Denial>> {
  const known = await readSubject(call);
  if (known.isErr()) return err(known.error);
  const tokens = await listTokens(known.value.call);
  return tokens.map((stored) =>
    stored.toSorted((a, b) => b.createdAt - a.createdAt).map((token) => viewOf(call, token)),
  );
}

/** As they are stored. */
export function listTokens(call: SubjectCall): Promise<OrUnavailable<readonly StoredAccessToken[]>> {
  return callStorage(call, 'listTokens', call.subjectTag, undefined);
}

/**
 * A token that bypasses outlives the session, and every factor that is enrolled later: a stolen
 * session must not be enough to get its text.
 */
function isOnSessionAlone({ grant }: PermittedSubject, { bypass }: Pick<TokenFields, 'bypass'>): boolean {
  return bypass && grant.by === 'not-enrolled';
}

function needsMoreThanSession({ call, grant }: PermittedSubject): Denial {
  const trace: Trace = [...grant.trace, { step: 'method', result: 'session-alone' }];
  return { kind: 'enrollment-required', availableMethods: factors, ...about(call.topic, trace) };
}

async function makeToken(
  call: SubjectCall,
  { name, bypass, scopes, expiresAt }: TokenFields,
): Promise<Result<NewToken, Unavailable>> {
  const { at, policy, subjectTag, topic, ports, macs } = call;
  const drawn = draw(call, (random) => drawToken(random, macs, subjectTag, policy.accessTokens.prefix));
  if (drawn.isErr()) return err(drawn.error);
  const context = { tag: subjectTag, purpose: 'access-token' };
  const seal = (): unknown => ports.sealing.seal(encodeUtf8(topic.subject), context);
  const owner = await callPort(call, 'sealing', seal, readSealed);
  if (owner.isErr()) return err(owner.error);
  const { text, ...stored } = drawn.value;
  const fields = { name, bypass, scopes, expiresAt, owner: owner.value, createdAt: at };
  return ok({ text, token: withoutUndefined({ ...stored, ...fields }) });
}

/**
 * A later expiry than the policy allows is refused; a missing one becomes the latest that is
 * allowed.
 */
function checkFields(
  call: Call,
  request: AccessTokenRequest<string>,
): Result<TokenFields, ManagementRefusal> {
  const { at, policy } = call;
  const latest = latestEnd(at, policy.accessTokens);
  const { name, bypass = false, scopes, expiresAt: requested } = request ?? {};
  const expiresAt = requested ?? latest;
  const invalid = (field: string, problem: string): Result<never, ManagementRefusal> =>
    err(invalidRequest(field, problem));
  if (typeof name !== 'string' || name.trim() === '' || name.length > 100)
    return invalid('name', 'must be 1 to 100 characters');
  if (typeof bypass !== 'boolean') return invalid('bypass', 'must be true or false');
  const isNonEmptyList = Array.isArray(scopes) && scopes.length > 0;
  if (scopes !== undefined && !isNonEmptyList)
    return invalid('scopes', 'must be a list of at least one operation, or left out for all');
  const unknown = (scopes ?? []).findIndex((scope: string) => ruleOf(policy, scope) === undefined);
  if (unknown >= 0) return invalid(`scopes[${unknown}]`, 'must be an operation of the policy');
  if (expiresAt !== undefined && !(Number.isFinite(expiresAt) && expiresAt > at))
    return invalid('expiresAt', 'must be an instant in the future, in epoch milliseconds');
  if (expiresAt !== undefined && latest !== undefined && expiresAt > latest)
    return invalid('expiresAt', `must be within ${policy.accessTokens.maxSeconds} seconds`);
  return ok({ name, bypass, scopes: scopes === undefined ? undefined : [...new Set(scopes)], expiresAt });
}

/** The one time that the text is shown. A token that bypasses is worth a notice. */
function show(
  call: SubjectCall,
  { text, token }: NewToken,
  kind: 'access-token-created' | 'access-token-regenerated',
): AccessTokenCreated {
  const { id: tokenId, name: tokenName, bypass } = token;
  const notice = { kind: 'bypass-token-created', data: { tokenName } } as const;
  announce(call, { kind, tokenId, tokenName, bypass }, bypass ? notice : undefined);
  return { token: text, ...viewOf(call, token) };
}

function viewOf({ policy }: Call, token: StoredAccessToken): AccessTokenView {
  const { id, name, bypass, scopes, createdAt, lastUsedAt, lastFour } = token;
  const expiresAt = tokenEndsAt(token, policy.accessTokens);
  return withoutUndefined({ id, name, bypass, scopes, createdAt, expiresAt, lastUsedAt, lastFour });
}
