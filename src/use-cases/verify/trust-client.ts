/** The trust that a verified factor grants to its client (P10, P12). @module */

import type { Instant } from '../../domain/base/instant.ts';
import type { ClientFingerprint } from '../../domain/keys/keyed-names.ts';
import type { Factor } from '../../domain/policy/method.ts';
import type { TrustGranted } from '../../domain/subject/trust.ts';
import type { SubjectCall } from '../call/call.ts';
import { publish } from '../call/publish-event.ts';

/** The client that presented a factor. */
export interface Presenter {
  readonly client: ClientFingerprint;
  readonly userAgent: unknown;
  readonly method: Factor;
}

/** The trust of this client from now on, for as long as the policy of today says. */
export function trustFor(
  { policy, at }: SubjectCall,
  { client, userAgent, method }: Presenter,
): TrustGranted {
  const { seconds, maxClients } = policy.trust;
  const diesAt = at + seconds * 1000;
  return { client: { client, method, factorAt: at, diesAt, label: labelOf(userAgent) }, maxClients };
}

export function publishTrust(
  { ports, at, topic }: SubjectCall,
  { client }: TrustGranted,
  until: Instant,
): void {
  const { subject } = topic;
  publish(ports, { kind: 'client-trusted', at, subject, clientId: client.client, until });
}

/** Printable ASCII only, at most 64 characters, so that any list can show it. */
function labelOf(userAgent: unknown): string {
  return typeof userAgent === 'string' ? userAgent.slice(0, 64).replace(/[^\x20-\x7e]/g, '?') : '';
}
