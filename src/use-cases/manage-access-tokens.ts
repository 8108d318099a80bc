/** Personal access tokens: made and renewed with a fresh factor, shown once, revoked at once (P14). @module */

import { type ResultAsync, err, ok, safeTry, type Result } from 'neverthrow';
import { drawToken } from '../domain/access-token.ts';
import type { Denial } from '../domain/denial.ts';
import type { Instant } from '../domain/instant.ts';
import { type Policy, ruleOf } from '../domain/policy.ts';
import type { AccessTokenRecord } from '../domain/subject-record.ts';
import { bytesOf } from '../domain/text-bytes.ts';
import type {
  AccessTokenCreated,
  AccessTokenRequest,
  AccessTokenView,
  ManagementProof,
} from '../ports/two-factor.ts';
import { readSealed, readTokens, readWord } from './answer-shapes.ts';
import { callPort, callStorage } from './call-port.ts';
import { type Refusal, invalidRequest, notFound, permit, readSubject, announce, commit } from './manage.ts';
import { draw } from './names.ts';
import type { Permission } from './question.ts';
import type { World } from './world.ts';

const operation = 'second-factor.access-tokens.create';

type Wanted = Pick<AccessTokenRecord, 'name' | 'bypass' | 'scopes'> & {
  readonly expiresAt?: Instant | undefined;
};

export function createAccessToken(
  world: World,
  subject: string,
  request: AccessTokenRequest<string>,
): ResultAsync<AccessTokenCreated, Refusal> {
  return safeTry<AccessTokenCreated, Refusal>(async function* () {
    const permission = yield* permit(world, subject, operation, request?.proof);
    const { policy, at, tag, epoch, about } = permission;
    const wanted = yield* readWanted(policy, request, at);
    const { text, token } = yield* makeToken(world, permission, wanted);
    const { maxPerSubject: maxTokens } = policy.accessTokens;
    const inserted = yield* commit(
      world,
      about,
      (storage, attemptId) => storage.insertToken(tag, { attemptId, epoch, token, maxTokens }),
      'inserted',
      'name-taken',
      'limit-reached',
      'superseded',
    );
    if (inserted === 'name-taken') return err({ kind: 'name-taken' } satisfies Refusal);
    if (inserted === 'limit-reached')
      return err({ kind: 'limit-reached', most: maxTokens } satisfies Refusal);
    return show(world, permission, text, token, 'access-token-created');
  });
}

/** Name, flags and expiry stay, within what the policy lets a new token have; the text is new. `which` is the id or the name. */
export function regenerateAccessToken(
  world: World,
  subject: string,
  which: string,
  proof: ManagementProof | undefined,
): ResultAsync<AccessTokenCreated, Refusal> {
  return safeTry<AccessTokenCreated, Refusal>(async function* () {
    const permission = yield* permit(world, subject, operation, proof);
    const { policy, at, tag, epoch, about } = permission;
    const tokens = yield* callStorage(world, about, (storage) => storage.listTokens(tag), readTokens);
    const old = tokens.find(({ id }) => id === which) ?? tokens.find(({ name }) => name === which);
    if (old === undefined) return err(notFound);
    const { text, token } = yield* makeToken(world, permission, {
      ...old,
      expiresAt: endWithin(policy, old.expiresAt, at),
    });
    yield* commit(
      world,
      about,
      (storage, attemptId) => storage.replaceToken(tag, { attemptId, epoch, id: old.id, token }),
      'replaced',
      'not-found',
      'superseded',
    );
    return show(world, permission, text, token, 'access-token-regenerated');
  });
}

export function revokeAccessToken(world: World, subject: string, id: string): ResultAsync<void, Refusal> {
  return safeTry<void, Refusal>(async function* () {
    const reading = yield* readSubject(world, subject, 'second-factor.access-tokens.revoke');
    const { tag, about } = reading;
    const tokenId = typeof id === 'string' ? id : '';
    yield* commit(world, about, (storage) => storage.revokeToken(tag, tokenId), 'revoked', 'not-found');
    await announce(world, reading, { kind: 'access-token-revoked', tokenId });
    return ok(undefined);
  });
}

export function revokeAllAccessTokens(world: World, subject: string): ResultAsync<void, Denial> {
  return safeTry<void, Denial>(async function* () {
    const reading = yield* readSubject(world, subject, 'second-factor.access-tokens.revoke-all');
    const { tag, about } = reading;
    yield* callStorage(world, about, (storage) => storage.revokeAllTokens(tag), readWord('revoked'));
    await announce(world, reading, { kind: 'all-access-tokens-revoked' });
    return ok(undefined);
  });
}

/** Every token that was not revoked, newest first; an expired one is in it, so that its owner sees why it stopped. */
export function listAccessTokens(
  world: World,
  subject: string,
): ResultAsync<readonly AccessTokenView[], Denial> {
  return safeTry<readonly AccessTokenView[], Denial>(async function* () {
    const { tag, about } = yield* readSubject(world, subject, 'second-factor.access-tokens.list');
    const tokens = yield* callStorage(world, about, (storage) => storage.listTokens(tag), readTokens);
    return ok(tokens.toSorted((a, b) => b.createdAt - a.createdAt).map(viewOf));
  });
}

interface MadeToken {
  readonly text: string;
  readonly token: AccessTokenRecord;
}

function makeToken(world: World, permission: Permission, wanted: Wanted): ResultAsync<MadeToken, Refusal> {
  const { subject, at, policy, tag, about } = permission;
  return safeTry<MadeToken, Refusal>(async function* () {
    const { prefix } = policy.accessTokens;
    const { text, ...drawn } = yield* draw(world, about, (random) =>
      drawToken(random, world.macs, tag, prefix),
    );
    const context = { tag, purpose: 'access-token' };
    const seal = (): unknown => world.ports.sealing.seal(bytesOf(subject), context);
    const owner = yield* callPort(world, about, 'sealing', seal, readSealed);
    const { name, bypass, scopes, expiresAt } = wanted;
    const expiry = expiresAt === undefined ? {} : { expiresAt };
    return ok({ text, token: { ...drawn, name, owner, bypass, scopes, createdAt: at, ...expiry } });
  });
}

/** The latest instant at which a token made now may end, or `undefined` where it need not. */
function latestEnd({ accessTokens: { maxSeconds } }: Policy, at: Instant): Instant | undefined {
  return maxSeconds === undefined ? undefined : at + maxSeconds * 1000;
}

/** The end that a token had, or the latest that is allowed now, whichever comes first. */
function endWithin(policy: Policy, end: Instant | undefined, at: Instant): Instant | undefined {
  const latest = latestEnd(policy, at);
  if (end === undefined || latest === undefined) return end ?? latest;
  return Math.min(end, latest);
}

/** What the request asks for, checked; an expiry later than the policy allows is refused, a missing one is the latest allowed. */
function readWanted(
  policy: Policy,
  request: AccessTokenRequest<string>,
  at: Instant,
): Result<Wanted, Refusal> {
  const { name, bypass = false, scopes = [], expiresAt } = request ?? {};
  const { maxSeconds } = policy.accessTokens;
  const latest = latestEnd(policy, at);
  const end = expiresAt ?? latest;
  if (typeof name !== 'string' || name.trim() === '' || name.length > 100) {
    return err(invalidRequest('name', 'must be 1 to 100 characters'));
  }
  if (typeof bypass !== 'boolean') return err(invalidRequest('bypass', 'must be true or false'));
  if (!Array.isArray(scopes)) return err(invalidRequest('scopes', 'must be a list of operations'));
  const unknown = scopes.findIndex((scope: string) => ruleOf(policy, scope) === undefined);
  if (unknown >= 0) return err(invalidRequest(`scopes[${unknown}]`, 'is not an operation of the policy'));
  const wanted = { name, bypass, scopes: [...new Set(scopes)] };
  if (end === undefined) return ok(wanted);
  if (!Number.isFinite(end) || end <= at) {
    return err(invalidRequest('expiresAt', 'must be an instant in the future, in epoch milliseconds'));
  }
  if (latest !== undefined && end > latest) {
    return err(invalidRequest('expiresAt', `must be within ${maxSeconds} seconds`));
  }
  return ok({ ...wanted, expiresAt: end });
}

/** The one time that the text is shown. A token that bypasses is worth a notice. */
async function show(
  world: World,
  permission: Permission,
  text: string,
  token: AccessTokenRecord,
  kind: 'access-token-created' | 'access-token-regenerated',
): Promise<Result<AccessTokenCreated, Refusal>> {
  const { id: tokenId, name: tokenName, bypass } = token;
  const notice = { kind: 'bypass-token-created', data: { tokenName } } as const;
  await announce(world, permission, { kind, tokenId, tokenName, bypass }, bypass ? notice : undefined);
  return ok({ token: text, ...viewOf(token) });
}

function viewOf(token: AccessTokenRecord): AccessTokenView {
  const { id, name, bypass, scopes, createdAt, expiresAt, lastUsedAt, lastFour } = token;
  return {
    id,
    name,
    bypass,
    scopes,
    createdAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    lastFour,
  };
}
