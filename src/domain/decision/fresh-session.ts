/** Whether a session may stand in where there is nothing to ask for (P11). @module */

import { type Instant, clockToleranceMs } from '../base/instant.ts';
import type { EnrollmentSettings } from '../policy/policy-settings.ts';

/**
 * Whether the policy lets this session do what only a person who just signed in may do. A session
 * that was stolen later must not enroll a factor of the thief.
 *
 * @param signedInAt when the person presented the first factor, as far as the host says so
 */
export function isSessionEnough(
  { firstFactor, freshSeconds }: EnrollmentSettings,
  signedInAt: Instant | undefined,
  at: Instant,
): boolean {
  if (firstFactor !== 'fresh-session') return firstFactor === 'session';
  if (signedInAt === undefined) return false;
  return signedInAt - clockToleranceMs <= at && at <= signedInAt + freshSeconds * 1000;
}
