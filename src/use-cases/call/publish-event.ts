/** Recording what happened: after the commit, and without any effect on the verdict. @module */

import type { Instant } from '../../domain/base/instant.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import type { SecurityEvent } from '../../ports/events.ts';
import type { About, Means } from './call.ts';
import type { Refusal } from './steps.ts';

/** Hands one event to the events port; a fault of it is nobody's problem but its own. */
export function record(means: Means, event: SecurityEvent): void {
  try {
    const answer: unknown = means.ports.events?.record(event);
    // A promise that rejects later, of whatever realm, must not take the process down.
    if (typeof answer === 'object') Promise.resolve(answer).catch(() => undefined);
  } catch {
    // The verdict stands.
  }
}

export function recordGrant(means: Means, grant: Grant): void {
  const { at, subject, operation, by } = grant;
  record(means, { kind: 'access-granted', at, subject, operation, by });
}

/** Denials that an event of their own tells of already. */
const told = new WeakSet<Denial>();

/** Marks a denial as told by an event of its own. */
export function tell(denial: Denial): Denial {
  told.add(denial);
  return denial;
}

/** Whatever a call is refused with is told once: here, unless it was told where it arose. */
export function recordRefusal(means: Means, about: About, refusal: Refusal, at: Instant): void {
  if (!('trace' in refusal)) {
    const { subject, operation } = about;
    record(means, { kind: 'management-refused', at, subject, operation, refusal: refusal.kind });
  } else if (!told.has(refusal)) {
    const { subject = '', operation = '', kind: denial } = refusal;
    const method = 'method' in refusal ? refusal.method : undefined;
    const reason = 'reason' in refusal ? refusal.reason : 'port' in refusal ? refusal.port : undefined;
    record(
      means,
      withoutUndefined({ kind: 'access-denied' as const, at, subject, operation, denial, method, reason }),
    );
  }
}
