/** The clients that are trusted now: listing and revoking (P10, P11). @module */

import type { Denial } from '../../domain/decision/denial.ts';
import type { ClientFingerprint } from '../../domain/keys/keyed-names.ts';
import type { TrustedClient } from '../../domain/subject/subject-record.ts';
import { isTrustLive, trustedUntil } from '../../domain/subject/trust.ts';
import type { TrustedClientView } from '../../ports/two-factor.ts';
import { callStorage } from '../call/call-port.ts';
import type { Call } from '../call/call.ts';
import { announce } from '../call/notices.ts';
import type { Reading } from '../call/question.ts';
import { readTrusted } from '../call/result-shapes.ts';
import type { Steps } from '../call/steps.ts';
import { perform, readSubject } from './manage.ts';

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
  const clientId = (typeof id === 'string' ? id : '') as ClientFingerprint;
  yield* perform(
    reading,
    (storage, tag) => storage.revokeTrusted(tag, { client: clientId }),
    'revoked',
    'not-found',
  );
  await announce(reading, { kind: 'trusted-client-revoked', clientId });
}

export async function* revokeAllTrustedClients(call: Call): Steps<void, Denial> {
  const reading = yield* readSubject(call);
  yield* perform(reading, (storage, tag) => storage.revokeAllTrusted(tag), 'revoked');
  await announce(reading, { kind: 'all-trusted-clients-revoked' });
}
