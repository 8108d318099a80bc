/** The clients that are trusted now: listing and revoking (P10, P11). @module */

import { type ResultAsync, err, ok, safeTry } from 'neverthrow';
import type { Denial } from '../domain/denial.ts';
import type { ClientTag } from '../domain/keyed-names.ts';
import { isTrustLive, trustedUntil } from '../domain/trust.ts';
import type { TrustedClientView } from '../ports/two-factor.ts';
import { readTrusted, readWord } from './answer-shapes.ts';
import { callStorage } from './call-port.ts';
import { type Refusal, notFound, readSubject } from './manage.ts';
import { record } from './record-event.ts';
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
    const { tag, at, about } = yield* readSubject(world, subject, 'second-factor.trusted-clients.revoke');
    const revoked = yield* callStorage(
      world,
      about,
      (storage) => storage.revokeTrusted(tag, String(id) as ClientTag),
      readWord('revoked', 'not-found'),
    );
    if (revoked === 'not-found') return err(notFound);
    record(world, { kind: 'trusted-client-revoked', at, subject, clientId: String(id) });
    return ok(undefined);
  });
}

export function revokeAllTrustedClients(world: World, subject: string): ResultAsync<void, Denial> {
  return safeTry<void, Denial>(async function* () {
    const { tag, at, about } = yield* readSubject(world, subject, 'second-factor.trusted-clients.revoke-all');
    yield* callStorage(world, about, (storage) => storage.revokeAllTrusted(tag), readWord('revoked'));
    record(world, { kind: 'all-trusted-clients-revoked', at, subject });
    return ok(undefined);
  });
}
