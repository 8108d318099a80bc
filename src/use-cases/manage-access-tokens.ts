/** Personal access tokens: made and renewed with a fresh factor, shown once, revoked at once (P14). @module */

import { type ResultAsync, err, ok, safeTry } from 'neverthrow';
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
import { type Refusal, invalidRequest, notFound, permit, readSubject, superseded } from './manage.ts';
import { draw, freshId } from './names.ts';
import { sendNotice } from './notices.ts';
import type { Permission } from './question.ts';
import { record } from './record-event.ts';
import type { World } from './world.ts';

const operation = 'second-factor.access-tokens.create';

type Wanted = Pick<AccessTokenRecord, 'name' | 'bypass' | 'scopes' | 'expiresAt'>;

export function createAccessToken(
  world: World,
  subject: string,
  request: AccessTokenRequest<string>,
): ResultAsync<AccessTokenCreated, Refusal> {
  const about = { subject, operation, trace: [] };
  return safeTry<AccessTokenCreated, Refusal>(async function* () {
    const permission = yield* permit(world, subject, operation, request?.proof);
    const { policy, grant, tag, epoch } = permission;
    const wanted = readWanted(policy, request, grant.at);
    if ('kind' in wanted) return err(wanted);
    const made = yield* makeToken(world, permission, wanted);
    const attemptId = yield* freshId(world, about);
    const { maxPerSubject } = policy.accessTokens;
    const input = { attemptId, epoch, token: made.token, maxTokens: maxPerSubject };
    const inserted = yield* callStorage(
      world,
      about,
      (storage) => storage.insertToken(tag, input),
      readWord('inserted', 'name-taken', 'limit-reached', 'superseded'),
    );
    if (inserted === 'superseded') return err(superseded);
    if (inserted === 'name-taken') return err({ kind: 'name-taken' } satisfies Refusal);
    if (inserted === 'limit-reached')
      return err({ kind: 'limit-reached', most: maxPerSubject } satisfies Refusal);
    await tell(world, permission, made.token, 'access-token-created');
    return ok({ token: made.text, ...viewOf(made.token) });
  });
}

/** Name, flags and expiry stay; only the text is new. `which` is the id or the name. */
export function regenerateAccessToken(
  world: World,
  subject: string,
  which: string,
  proof: ManagementProof | undefined,
): ResultAsync<AccessTokenCreated, Refusal> {
  const about = { subject, operation, trace: [] };
  return safeTry<AccessTokenCreated, Refusal>(async function* () {
    const permission = yield* permit(world, subject, operation, proof);
    const { tag, epoch } = permission;
    const tokens = yield* callStorage(world, about, (storage) => storage.listTokens(tag), readTokens);
    const old = tokens.find(({ id }) => id === which) ?? tokens.find(({ name }) => name === which);
    if (old === undefined) return err(notFound);
    const made = yield* makeToken(world, permission, old);
    const attemptId = yield* freshId(world, about);
    const input = { attemptId, epoch, id: old.id, token: made.token };
    const replaced = yield* callStorage(
      world,
      about,
      (storage) => storage.replaceToken(tag, input),
      readWord('replaced', 'not-found', 'superseded'),
    );
    if (replaced === 'superseded') return err(superseded);
    if (replaced === 'not-found') return err(notFound);
    await tell(world, permission, made.token, 'access-token-regenerated');
    return ok({ token: made.text, ...viewOf(made.token) });
  });
}

export function revokeAccessToken(world: World, subject: string, id: string): ResultAsync<void, Refusal> {
  return safeTry<void, Refusal>(async function* () {
    const { tag, at, about } = yield* readSubject(world, subject, 'second-factor.access-tokens.revoke');
    const revoked = yield* callStorage(
      world,
      about,
      (storage) => storage.revokeToken(tag, String(id)),
      readWord('revoked', 'not-found'),
    );
    if (revoked === 'not-found') return err(notFound);
    record(world, { kind: 'access-token-revoked', at, subject, tokenId: String(id) });
    return ok(undefined);
  });
}

export function revokeAllAccessTokens(world: World, subject: string): ResultAsync<void, Denial> {
  return safeTry<void, Denial>(async function* () {
    const { tag, at, about } = yield* readSubject(world, subject, 'second-factor.access-tokens.revoke-all');
    yield* callStorage(world, about, (storage) => storage.revokeAllTokens(tag), readWord('revoked'));
    record(world, { kind: 'all-access-tokens-revoked', at, subject });
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

function makeToken(
  world: World,
  { grant, policy, tag }: Permission,
  wanted: Wanted,
): ResultAsync<{ readonly text: string; readonly token: AccessTokenRecord }, Refusal> {
  const { subject, at } = grant;
  const about = { subject, operation, trace: [] };
  return safeTry<{ readonly text: string; readonly token: AccessTokenRecord }, Refusal>(async function* () {
    const { id, text, digest, lastFour } = yield* draw(world, about, (random) =>
      drawToken(random, world.macs, tag, policy.accessTokens.prefix),
    );
    const context = { tag, purpose: 'access-token' };
    const owner = yield* callPort(
      world,
      about,
      'sealing',
      () => world.ports.sealing.seal(bytesOf(subject), context),
      readSealed,
    );
    const { name, bypass, scopes, expiresAt } = wanted;
    const expiry = expiresAt === undefined ? {} : { expiresAt };
    return ok({
      text,
      token: { id, digest, name, owner, bypass, scopes, createdAt: at, ...expiry, lastFour },
    });
  });
}

/** What the request asks for, checked; an expiry later than the policy allows is refused, a missing one is the latest allowed. */
function readWanted(
  policy: Policy,
  request: AccessTokenRequest<string>,
  at: Instant,
): Wanted | Extract<Refusal, { kind: 'invalid-request' }> {
  const refuse = (field: string, problem: string) =>
    invalidRequest(field, problem) as Extract<Refusal, { kind: 'invalid-request' }>;
  const { name, bypass = false, scopes = [], expiresAt } = request;
  const { maxSeconds } = policy.accessTokens;
  const latest = maxSeconds === undefined ? undefined : at + maxSeconds * 1000;
  if (typeof name !== 'string' || name.trim() === '' || name.length > 100)
    return refuse('name', 'must be 1 to 100 characters');
  if (typeof bypass !== 'boolean') return refuse('bypass', 'must be true or false');
  if (!Array.isArray(scopes)) return refuse('scopes', 'must be a list of operations');
  const unknown = scopes.findIndex(
    (scope) => typeof scope !== 'string' || ruleOf(policy, scope) === undefined,
  );
  if (unknown >= 0) return refuse(`scopes[${unknown}]`, 'is not an operation of the policy');
  const end = expiresAt ?? latest;
  if (end === undefined) return { name, bypass, scopes: [...new Set(scopes)] };
  if (!Number.isFinite(end) || end <= at)
    return refuse('expiresAt', 'must be an instant in the future, in epoch milliseconds');
  if (latest !== undefined && end > latest)
    return refuse('expiresAt', `must be within ${maxSeconds} seconds`);
  return { name, bypass, scopes: [...new Set(scopes)], expiresAt: end };
}

async function tell(
  world: World,
  { grant, policy, account }: Permission,
  token: AccessTokenRecord,
  kind: 'access-token-created' | 'access-token-regenerated',
): Promise<void> {
  const { subject, at } = grant;
  record(world, { kind, at, subject, tokenId: token.id, tokenName: token.name, bypass: token.bypass });
  if (!token.bypass) return;
  await sendNotice(world, {
    kind: 'bypass-token-created',
    policy,
    account,
    at,
    data: { tokenName: token.name },
  });
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
