/** Publishing what happened: after the commit, and without any effect on the verdict. @module */

import type { Instant } from '../../domain/base/instant.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import type { SecurityEvent } from '../../ports/events.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Refusal, Topic } from './call.ts';

/** Hands one event to the events port. A fault of that port changes nothing. */
export function publish({ events }: Ports, event: SecurityEvent): void {
  try {
    const returned: unknown = events?.record(event);
    // A promise of any realm that rejects later must not end the process.
    if (typeof returned === 'object') Promise.resolve(returned).catch(() => undefined);
  } catch {
    // The verdict stands.
  }
}

export function publishGrant(ports: Ports, { at, subject, operation, by }: Grant): void {
  publish(ports, { kind: 'access-granted', at, subject, operation, by });
}

/** Denials that have an event of their own. */
const published = new WeakSet<Denial>();

/** Marks a denial as published by an event of its own. */
export function markPublished(denial: Denial): Denial {
  published.add(denial);
  return denial;
}

/** Publishes a refusal once: here, unless the use case published an event of its own for it. */
export function publishRefusal(ports: Ports, topic: Topic, refusal: Refusal, at: Instant): void {
  if (!('trace' in refusal)) {
    const { subject = '', operation } = topic;
    publish(ports, { kind: 'management-refused', at, subject, operation, refusal: refusal.kind });
  } else if (!published.has(refusal)) {
    const { subject = '', operation = '', kind: denial } = refusal;
    const method = 'method' in refusal ? refusal.method : undefined;
    const reason = 'reason' in refusal ? refusal.reason : 'port' in refusal ? refusal.port : undefined;
    publish(
      ports,
      withoutUndefined({ kind: 'access-denied' as const, at, subject, operation, denial, method, reason }),
    );
  }
}
