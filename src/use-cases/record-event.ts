/** Recording what happened: after the commit, and without any effect on the verdict. @module */

import type { Denial, Grant } from '../domain/denial.ts';
import type { Instant } from '../domain/instant.ts';
import type { SecurityEvent } from '../ports/events.ts';
import type { World } from './world.ts';

/** Hands one event to the events port; a fault of it is nobody's problem but its own. */
export function record(world: World, event: SecurityEvent): void {
  try {
    const answer: unknown = world.ports.events?.record(event);
    // A promise that rejects later, of whatever realm, must not take the process down.
    if (typeof answer === 'object') Promise.resolve(answer).catch(() => undefined);
  } catch {
    // The verdict stands.
  }
}

export function recordGrant(world: World, grant: Grant): void {
  const { at, subject, operation, by } = grant;
  record(world, { kind: 'access-granted', at, subject, operation, by });
}

/** Answers the denial, so that it can stand where errors are mapped. */
export function recordDenial<Refused extends Denial>(world: World, denial: Refused, at: Instant): Refused {
  const method = 'method' in denial ? { method: denial.method } : {};
  const reason =
    'reason' in denial ? { reason: denial.reason } : 'port' in denial ? { reason: denial.port } : {};
  const { subject = '', operation = '' } = denial;
  record(world, { kind: 'access-denied', at, subject, operation, denial: denial.kind, ...method, ...reason });
  return denial;
}
