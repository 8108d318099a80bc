/** The clients that are trusted now: listing and revoking (P10, P11). @module */

import { type ResultAsync, ok, safeTry } from 'neverthrow';
import type { Denial } from '../domain/denial.ts';
import type { ClientTag } from '../domain/keyed-names.ts';
import { isTrustLive, trustedUntil } from '../domain/trust.ts';
import type { TrustedClientView } from '../ports/two-factor.ts';
import { readTrusted, readWord } from './answer-shapes.ts';
import { callStorage } from './call-port.ts';
import { type Refusal, readSubject, announce, commit } from './manage.ts';
import type { World } from './world.ts';

/** Newest first; those whose trust is over are not in it. */
export function listTrustedClients(
  world: World,
  subject: string,
): ResultAsync<readonly TrustedClientView[], Denial> {
  return safeTry<readonly TrustedClientView[], Denial>(async function* () {
    const { policy, tag, at, about } = yield* readSubject(
      world,
      subject,
      'second-factor.trusted-clients.list',
    );
    const trusted = yield* callStorage(world, about, (storage) => storage.listTrusted(tag), readTrusted);
    const { seconds } = policy.trust;
    return ok(
      trusted
        .filter((client) => isTrustLive(client, seconds, at))
        .toSorted((a, b) => b.factorAt - a.factorAt)
        .map(({ client, label, factorAt }) => ({
          id: client,
          label,
          factorAt,
          trustedUntil: trustedUntil(factorAt, seconds),
        })),
    );
  });
}

export function revokeTrustedClient(world: World, subject: string, id: string): ResultAsync<void, Refusal> {
  return safeTry<void, Refusal>(async function* () {
    const reading = yield* readSubject(world, subject, 'second-factor.trusted-clients.revoke');
    const { tag, about } = reading;
    const client = (typeof id === 'string' ? id : '') as ClientTag;
    yield* commit(world, about, (storage) => storage.revokeTrusted(tag, client), 'revoked', 'not-found');
    await announce(world, reading, { kind: 'trusted-client-revoked', clientId: client });
    return ok(undefined);
  });
}

export function revokeAllTrustedClients(world: World, subject: string): ResultAsync<void, Denial> {
  return safeTry<void, Denial>(async function* () {
    const reading = yield* readSubject(world, subject, 'second-factor.trusted-clients.revoke-all');
    const { tag, about } = reading;
    yield* callStorage(world, about, (storage) => storage.revokeAllTrusted(tag), readWord('revoked'));
    await announce(world, reading, { kind: 'all-trusted-clients-revoked' });
    return ok(undefined);
  });
}
