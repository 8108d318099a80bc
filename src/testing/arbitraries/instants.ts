/** Instants, and the steps between them, with the boundaries listed by hand. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import { startOfTime } from '../seam/format-call.ts';

/**
 * Steps of a clock between two calls, in milliseconds: around every limit, and backwards. The
 * limits are listed, because a uniform generator hardly ever draws 0 or an exact boundary and so
 * misses off-by-one errors.
 */
export const clockStep: Arbitrary<number> = fc.oneof(
  { arbitrary: fc.constant(0), weight: 4 },
  {
    arbitrary: fc.constantFrom(
      1,
      999,
      1000,
      1001,
      29_999,
      30_000,
      30_001,
      59_999,
      60_000,
      60_001,
      299_999,
      300_000,
      599_999,
      600_000,
    ),
    weight: 4,
  },
  { arbitrary: fc.constantFrom(-1, -1000, -60_000, -60_001, -300_000), weight: 1 },
  { arbitrary: fc.integer({ min: 0, max: 3_600_000 }), weight: 1 },
);

/** The instant itself, and 1 ms before and after it. */
export function around(instant: Instant): Arbitrary<Instant> {
  return fc.constantFrom(instant - 1, instant, instant + 1);
}

/** Any instant in the ten years after `startOfTime`. */
export const instant: Arbitrary<Instant> = fc.integer({
  min: startOfTime,
  max: startOfTime + 10 * 365 * 86_400_000,
});

/**
 * How far behind its latest instant a clock of the kit may step: half of the hour for which a
 * storage keeps what expired.
 */
export const maxStepBackMs = 1_800_000;

/** The instants that a clock shows as it takes these steps. */
export function instantsAfter(steps: readonly number[], from: Instant = startOfTime): readonly Instant[] {
  let at = from;
  let latest = from;
  return steps.map((step) => {
    at = Math.max(at + step, latest - maxStepBackMs);
    latest = Math.max(latest, at);
    return at;
  });
}
