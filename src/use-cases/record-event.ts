/** Recording what happened: after the commit, and without any effect on the verdict. @module */

import type { Denial, Grant, ManagementRefusal } from '../domain/denial.ts';
import type { Instant } from '../domain/instant.ts';
import type { SecurityEvent } from '../ports/events.ts';
import type { About, World } from './world.ts';

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

/** Denials that an event tells of already; each is a value of its own. */
const told = new WeakSet<Denial>();

/** Answers the denial, so that it can stand where errors are mapped. */
export function recordDenial<Refused extends Denial>(world: World, denial: Refused, at: Instant): Refused {
  const method = 'method' in denial ? { method: denial.method } : {};
  const reason =
    'reason' in denial ? { reason: denial.reason } : 'port' in denial ? { reason: denial.port } : {};
  const { subject = '', operation = '' } = denial;
  record(world, { kind: 'access-denied', at, subject, operation, denial: denial.kind, ...method, ...reason });
  return tell(denial);
}

/** Marks a denial as told by an event of its own. */
export function tell<Refused extends Denial>(denial: Refused): Refused {
  told.add(denial);
  return denial;
}

/** Whatever a call is refused with is told once: here, unless it was told where it arose. */
export function recordRefusal(
  world: World,
  { subject, operation }: About,
  refusal: Denial | ManagementRefusal,
  at: Instant,
): void {
  switch (refusal.kind) {
    case 'name-taken':
    case 'limit-reached':
    case 'not-found':
    case 'superseded':
    case 'invalid-request':
      record(world, { kind: 'management-refused', at, subject, operation, refusal: refusal.kind });
      return;
    case 'second-factor-required':
    case 'second-factor-invalid':
    case 'too-many-attempts':
    case 'factor-disabled':
    case 'enrollment-required':
    case 'access-token-refused':
    case 'unknown-operation':
    case 'unknown-subject':
    case 'unavailable':
      if (!told.has(refusal)) recordDenial(world, refusal, at);
  }
}
