/** The denial of a first code that did not confirm its enrollment. @module */

import type { Instant } from '../base/instant.ts';
import { withoutUndefined } from '../base/without-undefined.ts';
import type { Locks } from '../subject/attempts.ts';
import type { ChargeOutcome } from '../subject/charge.ts';
import { attemptDetails } from './challenge-denial.ts';
import type { Denial } from './denial.ts';
import type { Trace } from './trace.ts';

/** Nothing is pending, or the first code is wrong, malformed or too early. */
export function enrollmentDenial(
  of: { readonly subject: string; readonly operation: string },
  charge: ChargeOutcome,
  locks: Locks,
  at: Instant,
): Denial {
  const trace: Trace = [{ step: 'attempt', result: resultOf(charge) }];
  const challenge = { ...of, method: 'totp', availableMethods: ['totp'], trace } as const;
  const left = withoutUndefined(attemptDetails('enrollment', charge.state, locks, at));
  switch (charge.kind) {
    case 'locked':
      return { kind: 'too-many-attempts', ...challenge, attemptsLeft: 0, retryAt: charge.retryAt };
    case 'malformed':
      return { kind: 'second-factor-invalid', reason: 'malformed-code', ...challenge, ...left };
    case 'charged':
      return { kind: 'second-factor-invalid', reason: 'wrong-code', ...challenge, ...left };
    case 'disabled':
    case 'not-enrolled':
    case 'trusted':
      return { kind: 'enrollment-required', availableMethods: ['totp'], ...of, trace };
  }
}

function resultOf({ kind }: ChargeOutcome): string {
  return kind === 'not-enrolled' ? 'not-pending' : `${kind} enrollment`;
}
