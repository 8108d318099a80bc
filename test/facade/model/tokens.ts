/** Personal access tokens and trusted clients in the model (P10, P14). @module */

import { type Proof, ending, permitted, reading } from './manage.ts';
import { type Outcome, refuseChange, newOutcome, notify, refuse } from './outcome.ts';
import { lastUsedEverySeconds, modelRule } from './settings.ts';
import type { Model, ModelToken, Person, Trusted } from './state.ts';
import { endOfToken, viewOf } from './token-end.ts';

export interface TokenRequest {
  readonly name: string;
  readonly bypass: boolean;
  readonly scopes: readonly string[] | undefined;
  readonly expiresAt: number | undefined;
}

const operation = 'second-factor.access-tokens.create';

export function createToken(
  model: Model,
  at: number,
  subject: string,
  request: TokenRequest,
  proof: Proof,
): Outcome {
  return permitted(model, at, { subject, operation, ...proof }, (person, outcome, by) => {
    const { maxTokenSeconds, maxTokens } = model.numbers;
    const { name, bypass } = request;
    const latest = maxTokenSeconds === undefined ? Number.POSITIVE_INFINITY : at + maxTokenSeconds * 1000;
    const expiresAt = request.expiresAt ?? (maxTokenSeconds === undefined ? undefined : latest);
    const invalid = (field: string): string => refuseChange(outcome, { kind: 'invalid-request', field });
    if (name.trim() === '' || name.length > 100) return invalid('name');
    if (request.scopes?.length === 0) return invalid('scopes');
    const unknown = (request.scopes ?? []).findIndex(
      (scope) => modelRule(model.numbers, scope) === undefined,
    );
    if (unknown >= 0) return invalid(`scopes[${unknown}]`);
    if (expiresAt !== undefined && (expiresAt <= at || expiresAt > latest)) return invalid('expiresAt');
    if (bypass && by === 'not-enrolled') return refuseSession(outcome, subject);
    if (person.tokens.some((token) => token.name === name))
      return refuseChange(outcome, { kind: 'name-taken' });
    if (person.tokens.length >= maxTokens)
      return refuseChange(outcome, { kind: 'limit-reached', most: maxTokens });
    const scopes = request.scopes && [...new Set(request.scopes)];
    return show(model, person, at, outcome, 'access-token-created', { name, bypass, scopes, expiresAt });
  });
}

export function regenerateToken(
  model: Model,
  at: number,
  subject: string,
  which: string,
  proof: Proof,
): Outcome {
  return permitted(model, at, { subject, operation, ...proof }, (person, outcome, by) => {
    const old = person.tokens.find(({ id, name }) => id === which || name === which);
    if (old === undefined) return refuseChange(outcome, { kind: 'not-found' });
    if (at >= endOfToken(model, old))
      return refuseChange(outcome, { kind: 'invalid-request', field: 'expiresAt' });
    if (old.bypass && by === 'not-enrolled') return refuseSession(outcome, subject);
    person.tokens = person.tokens.filter((token) => token !== old);
    const { maxTokenSeconds } = model.numbers;
    const latest = maxTokenSeconds === undefined ? Number.POSITIVE_INFINITY : at + maxTokenSeconds * 1000;
    const end = Math.min(old.expiresAt ?? Number.POSITIVE_INFINITY, latest);
    const expiresAt = end === Number.POSITIVE_INFINITY ? undefined : end;
    return show(model, person, at, outcome, 'access-token-regenerated', { ...old, expiresAt });
  });
}

/** A session alone gets no token that bypasses. */
function refuseSession(outcome: Outcome, subject: string): string {
  const availableMethods = ['totp', 'email'];
  return refuse(outcome, { kind: 'enrollment-required', availableMethods, subject, operation });
}

export function revokeToken(model: Model, subject: string, id: string): Outcome {
  return reading(model, subject, (person, outcome) => {
    if (!person.tokens.some((token) => token.id === id)) return refuseChange(outcome, { kind: 'not-found' });
    person.tokens = person.tokens.filter((token) => token.id !== id);
    return outcome.events.push({ kind: 'access-token-revoked', tokenId: id });
  });
}

export function revokeAllTokens(model: Model, subject: string): Outcome {
  return ending(model, subject, (person, outcome) => {
    person.tokens = [];
    outcome.events.push({ kind: 'all-access-tokens-revoked' });
  });
}

export function listTokens(model: Model, subject: string): Outcome {
  return reading(model, subject, (person, outcome) => {
    outcome.result = { ok: person.tokens.map((token) => viewOf(model, token)).toSorted(byAgeAndId) };
  });
}

/** Authenticates a token; its last use is recorded at most once a minute. */
export function authenticate(model: Model, at: number, text: string): Outcome {
  const outcome = newOutcome();
  const owner = [...model.people.values()].find(({ tokens }) => tokens.some((token) => token.text === text));
  const token = owner?.tokens.find((one) => one.text === text);
  if (owner === undefined || token === undefined) {
    refuse(outcome, { kind: 'access-token-refused', reason: 'unknown' });
    return outcome;
  }
  const { id, name, bypass, scopes, expiresAt, lastUsedAt } = token;
  const recently =
    lastUsedAt !== undefined && lastUsedAt <= at && at < lastUsedAt + lastUsedEverySeconds * 1000;
  // A storage knows no maximum: a token that has outlived it is noted as used, and refused.
  if (!recently && (expiresAt === undefined || at < expiresAt)) token.lastUsedAt = at;
  if (endOfToken(model, token) <= at) {
    refuse(outcome, { kind: 'access-token-refused', reason: 'expired' });
    return outcome;
  }
  if (owner.hasLeft) {
    refuse(outcome, { kind: 'access-token-refused', reason: 'unknown' });
    return outcome;
  }
  const { expiresAt: endsAt } = viewOf(model, token);
  outcome.result = { ok: { subject: owner.name, id, name, bypass, scopes, expiresAt: endsAt } };
  return outcome;
}

/** `factorAt − 60 s ≤ at < min(factorAt + trust, diesAt)`. */
export function isLive(model: Model, trusted: Trusted, at: number): boolean {
  return trusted.factorAt - 60_000 <= at && at < endOf(model, trusted);
}

function endOf({ numbers }: Model, { factorAt, diesAt }: Trusted): number {
  return Math.min(factorAt + numbers.trustSeconds * 1000, diesAt);
}

/** The live clients, newest first. */
export function listClients(model: Model, at: number, subject: string): Outcome {
  return reading(model, subject, (person, outcome) => {
    outcome.result = {
      ok: person.trusted
        .filter((trusted) => isLive(model, trusted, at))
        .toSorted((a, b) => b.factorAt - a.factorAt)
        .map((trusted) => {
          const { label, factorAt } = trusted;
          return { label, factorAt, trustedUntil: endOf(model, trusted) };
        }),
    };
  });
}

export function revokeClient(model: Model, subject: string, client: string | undefined): Outcome {
  return reading(model, subject, (person, outcome) => {
    if (!person.trusted.some((trusted) => trusted.client === client)) {
      return refuseChange(outcome, { kind: 'not-found' });
    }
    person.trusted = person.trusted.filter((trusted) => trusted.client !== client);
    return outcome.events.push({ kind: 'trusted-client-revoked' });
  });
}

export function revokeAllClients(model: Model, subject: string): Outcome {
  return ending(model, subject, (person, outcome) => {
    person.trusted = [];
    outcome.events.push({ kind: 'all-trusted-clients-revoked' });
  });
}

export function byAgeAndId(a: object, b: object): number {
  const [one, other] = [a as ModelToken, b as ModelToken];
  return other.createdAt - one.createdAt || (one.id < other.id ? -1 : 1);
}

function show(
  model: Model,
  person: Person,
  at: number,
  outcome: Outcome,
  kind: string,
  { name, bypass, scopes, expiresAt }: TokenRequest,
): void {
  outcome.events.push({ kind, tokenName: name, bypass });
  if (bypass) notify(model, person, at, outcome, 'bypass-token-created');
  outcome.result = { ok: { name, bypass, scopes, expiresAt, createdAt: at } };
  outcome.learn.push(({ value }) => {
    const [id, text] = [String(value['id']), String(value['token'])];
    if (value['lastFour'] !== text.slice(-4)) throw new Error('lastFour must be the last four characters');
    const token = { id, text, name, bypass, scopes, expiresAt, createdAt: at, lastUsedAt: undefined };
    person.tokens = [...person.tokens, token];
  });
}
