/** The clients that are trusted now: listing and revoking (P10, P11). @module */

import { type Result, err, ok } from 'neverthrow';
import type { Denial } from '../../domain/decision/denial.ts';
import type { ClientFingerprint } from '../../domain/keys/keyed-names.ts';
import type { TrustedClient } from '../../domain/subject/subject-record.ts';
import { isTrustLive, trustedUntil, widestTrustTerms } from '../../domain/subject/trust.ts';
import type { TrustedClientView } from '../../ports/management.ts';
import { type OrUnavailable, callStorage } from '../call/call-port.ts';
import type { Call, Refusal, SubjectCall } from '../call/call.ts';
import { revocationId } from '../call/fresh-ids.ts';
import { announce } from '../call/notices.ts';
import { perform } from './commit.ts';
import { readSubject, readSubjectOrId } from './permit.ts';

/** Newest first, without clients whose trust has ended. */
export async function listTrustedClients(call: Call): Promise<Result<readonly TrustedClientView[], Denial>> {
  const known = await readSubject(call);
  if (known.isErr()) return err(known.error);
  const trusted = await readTrustedClients(known.value.call);
  const terms = widestTrustTerms(call.policy.trust);
  return trusted.map((clients) =>
    clients
      .toSorted((a, b) => b.factorAt - a.factorAt)
      .map((trust) => ({
        id: trust.client,
        label: trust.label,
        factorAt: trust.factorAt,
        trustedUntil: trustedUntil(trust, terms),
      })),
  );
}

/** Those whose trust is live. */
export async function readTrustedClients(
  call: SubjectCall,
): Promise<OrUnavailable<readonly TrustedClient[]>> {
  const { policy, subjectTag, at } = call;
  const trusted = await callStorage(call, 'listTrusted', subjectTag, undefined);
  const terms = widestTrustTerms(policy.trust);
  return trusted.map((clients) => clients.filter((client) => isTrustLive(client, terms, at)));
}

export async function revokeTrustedClient(call: Call, id: string): Promise<Result<void, Refusal>> {
  const known = await readSubject(call);
  if (known.isErr()) return err(known.error);
  const client = (typeof id === 'string' ? id : '') as ClientFingerprint;
  const revoked = await perform(known.value.call, 'revokeTrusted', { at: call.at, client });
  if (revoked.isErr()) return err(revoked.error);
  announce(known.value.call, { kind: 'trusted-client-revoked', clientId: client });
  return ok(undefined);
}

export async function revokeAllTrustedClients(call: Call): Promise<Result<void, Denial>> {
  const known = await readSubjectOrId(call);
  if (known.isErr()) return err(known.error);
  const attemptId = revocationId(call);
  const revoked = await perform(known.value, 'revokeAllTrusted', { attemptId });
  if (revoked.isErr()) return err(revoked.error);
  announce(known.value, { kind: 'all-trusted-clients-revoked' });
  return ok(undefined);
}
