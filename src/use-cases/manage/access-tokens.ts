/** Personal access tokens: made and renewed with a fresh factor, shown once, revoked at once (P14). @module */

import { type Result, err, ok } from 'neverthrow';
import { type Instant, isUnexpired } from '../../domain/base/instant.ts';
import { encodeUtf8 } from '../../domain/base/utf8.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import { drawToken } from '../../domain/codes/access-token.ts';
import type { Denial } from '../../domain/decision/denial.ts';
import { ruleOf } from '../../domain/policy/policy.ts';
import type { StoredAccessToken } from '../../domain/subject/subject-record.ts';
import type { AccessTokenCreated, AccessTokenRequest, AccessTokenView } from '../../ports/two-factor.ts';
import { callPort, callStorage } from '../call/call-port.ts';
import type { Call } from '../call/call.ts';
import { draw } from '../call/fresh-ids.ts';
import { announce } from '../call/notices.ts';
import type { Reading } from '../call/question.ts';
import { readSealed, readTokens } from '../call/result-shapes.ts';
import { type Refusal, type Steps, refuse } from '../call/steps.ts';
import { type WithProof, commit, invalidRequest, notFound, perform, permit, readSubject } from './manage.ts';

type Wanted = Pick<StoredAccessToken, 'name' | 'bypass' | 'scopes' | 'expiresAt'>;

export async function* createAccessToken(
  call: Call,
  request: AccessTokenRequest<string>,
): Steps<AccessTokenCreated> {
  const permission = yield* permit(call, request);
  const { text, token } = yield* makeToken(permission, yield* readWanted(call, request));
  const { maxPerSubject: maxTokens } = call.policy.accessTokens;
  const inserted = yield* commit(
    permission,
    (storage, tag, change) => storage.insertToken(tag, { ...change, token, maxTokens }),
    'inserted',
    'name-taken',
    'limit-reached',
    'superseded',
  );
  if (inserted === 'name-taken') return yield* refuse({ kind: inserted });
  if (inserted === 'limit-reached') return yield* refuse({ kind: inserted, most: maxTokens });
  return await show(permission, text, token, 'access-token-created');
}

/** Name, flags and expiry stay, within what the policy lets a new token have; the text is new. `which` is the id or the name. */
export async function* regenerateAccessToken(
  call: Call,
  which: string,
  request: WithProof,
): Steps<AccessTokenCreated> {
  const permission = yield* permit(call, request);
  const tokens = yield* await listTokens(permission);
  const old = tokens.find(({ id }) => id === which) ?? tokens.find(({ name }) => name === which);
  if (old === undefined) return yield* refuse(notFound);
  if (!isUnexpired(old, call.at))
    return yield* refuse(invalidRequest('expiresAt', 'has passed: create a new token'));
  const latest = latestEnd(call);
  const ends = [old.expiresAt, latest].filter((end) => end !== undefined);
  const expiresAt = ends.length === 0 ? undefined : Math.min(...ends);
  const { text, token } = yield* makeToken(permission, { ...old, expiresAt });
  yield* commit(
    permission,
    (storage, tag, change) => storage.replaceToken(tag, { ...change, id: old.id, token }),
    'replaced',
    'not-found',
    'superseded',
  );
  return await show(permission, text, token, 'access-token-regenerated');
}

export async function* revokeAccessToken(call: Call, id: string): Steps<void> {
  const reading = yield* readSubject(call);
  const tokenId = typeof id === 'string' ? id : '';
  yield* perform(
    reading,
    (storage, tag) => storage.revokeToken(tag, { id: tokenId }),
    'revoked',
    'not-found',
  );
  await announce(reading, { kind: 'access-token-revoked', tokenId });
}

export async function* revokeAllAccessTokens(call: Call): Steps<void, Denial> {
  const reading = yield* readSubject(call);
  yield* perform(reading, (storage, tag) => storage.revokeAllTokens(tag), 'revoked');
  await announce(reading, { kind: 'all-access-tokens-revoked' });
}

/** Every token that was not revoked, newest first; an expired one is in it, so that its owner sees why it stopped. */
export async function* listAccessTokens(call: Call): Steps<readonly AccessTokenView[], Denial> {
  const tokens = yield* await listTokens(yield* readSubject(call));
  return tokens.toSorted((a, b) => b.createdAt - a.createdAt).map(viewOf);
}

/** As they are stored. */
export function listTokens(reading: Reading): ReturnType<typeof callStorage<readonly StoredAccessToken[]>> {
  return callStorage(reading, (storage) => storage.listTokens(reading.tag), readTokens);
}

async function* makeToken(
  permission: Reading,
  { name, bypass, scopes, expiresAt }: Wanted,
): Steps<{ readonly text: string; readonly token: StoredAccessToken }> {
  const { at, policy, tag, about, ports, macs } = permission;
  const { text, ...drawn } = yield* draw(permission, (random) =>
    drawToken(random, macs, tag, policy.accessTokens.prefix),
  );
  const seal = (): unknown => ports.sealing.seal(encodeUtf8(about.subject), { tag, purpose: 'access-token' });
  const owner = yield* await callPort(permission, 'sealing', seal, readSealed);
  return {
    text,
    token: withoutUndefined({ ...drawn, name, owner, bypass, scopes, createdAt: at, expiresAt }),
  };
}

/** The latest instant at which a token made now may end, or `undefined` where it need not. */
function latestEnd({ policy, at }: Call): Instant | undefined {
  const { maxSeconds } = policy.accessTokens;
  return maxSeconds === undefined ? undefined : at + maxSeconds * 1000;
}

/** What the request asks for, checked; an expiry later than the policy allows is refused, a missing one is the latest allowed. */
function readWanted(call: Call, request: AccessTokenRequest<string>): Result<Wanted, Refusal> {
  const { at, policy } = call;
  const latest = latestEnd(call);
  const { name, bypass = false, scopes = [], expiresAt: wanted } = request ?? {};
  const expiresAt = wanted ?? latest;
  const invalid = (field: string, problem: string): Result<never, Refusal> =>
    err(invalidRequest(field, problem));
  if (typeof name !== 'string' || name.trim() === '' || name.length > 100)
    return invalid('name', 'must be 1 to 100 characters');
  if (typeof bypass !== 'boolean') return invalid('bypass', 'must be true or false');
  if (!Array.isArray(scopes)) return invalid('scopes', 'must be a list of operations');
  const unknown = scopes.findIndex((scope: string) => ruleOf(policy, scope) === undefined);
  if (unknown >= 0) return invalid(`scopes[${unknown}]`, 'is not an operation of the policy');
  if (expiresAt !== undefined && !(Number.isFinite(expiresAt) && expiresAt > at))
    return invalid('expiresAt', 'must be an instant in the future, in epoch milliseconds');
  if (expiresAt !== undefined && latest !== undefined && expiresAt > latest)
    return invalid('expiresAt', `must be within ${policy.accessTokens.maxSeconds} seconds`);
  return ok({ name, bypass, scopes: [...new Set(scopes)], expiresAt });
}

/** The one time that the text is shown. A token that bypasses is worth a notice. */
async function show(
  permission: Reading,
  text: string,
  token: StoredAccessToken,
  kind: 'access-token-created' | 'access-token-regenerated',
): Promise<AccessTokenCreated> {
  const { id: tokenId, name: tokenName, bypass } = token;
  const notice = { kind: 'bypass-token-created', data: { tokenName } } as const;
  await announce(permission, { kind, tokenId, tokenName, bypass }, bypass ? notice : undefined);
  return { token: text, ...viewOf(token) };
}

function viewOf(token: StoredAccessToken): AccessTokenView {
  const { id, name, bypass, scopes, createdAt, expiresAt, lastUsedAt, lastFour } = token;
  return withoutUndefined({ id, name, bypass, scopes, createdAt, expiresAt, lastUsedAt, lastFour });
}
