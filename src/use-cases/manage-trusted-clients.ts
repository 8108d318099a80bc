/** The clients that are trusted now: listing and revoking (P10, P11). @module */

import type { Denial } from '../domain/denial.ts';
import type { ClientTag } from '../domain/keyed-names.ts';
import type { TrustedClient } from '../domain/subject-record.ts';
import { isTrustLive, trustedUntil } from '../domain/trust.ts';
import type { TrustedClientView } from '../ports/two-factor.ts';
import { readTrusted } from './answer-shapes.ts';
import { callStorage } from './call-port.ts';
import { perform, readSubject } from './manage.ts';
import { announce } from './notices.ts';
import type { Reading } from './question.ts';
import type { Steps } from './steps.ts';
import type { Call } from './world.ts';

/** Newest first; those whose trust is over are not in it. */
export async function* listTrustedClients(call: Call): Steps<readonly TrustedClientView[], Denial> {
  const trusted = yield* readTrustedClients(yield* readSubject(call));
  const { seconds } = call.policy.trust;
  return trusted
    .toSorted((a, b) => b.factorAt - a.factorAt)
    .map(({ client, label, factorAt }) => ({
      id: client,
      label,
      factorAt,
      trustedUntil: trustedUntil(factorAt, seconds),
    }));
}

/** Those whose trust is live. */
export async function* readTrustedClients(reading: Reading): Steps<readonly TrustedClient[], Denial> {
  const { policy, tag, at } = reading;
  const trusted = yield* await callStorage(reading, (storage) => storage.listTrusted(tag), readTrusted);
  return trusted.filter((client) => isTrustLive(client, policy.trust.seconds, at));
}

export async function* revokeTrustedClient(call: Call, id: string): Steps<void> {
  const reading = yield* readSubject(call);
  const clientId = (typeof id === 'string' ? id : '') as ClientTag;
  yield* perform(reading, (storage, tag) => storage.revokeTrusted(tag, clientId), 'revoked', 'not-found');
  await announce(reading, { kind: 'trusted-client-revoked', clientId });
}

export async function* revokeAllTrustedClients(call: Call): Steps<void, Denial> {
  const reading = yield* readSubject(call);
  yield* perform(reading, (storage, tag) => storage.revokeAllTrusted(tag), 'revoked');
  await announce(reading, { kind: 'all-trusted-clients-revoked' });
}
