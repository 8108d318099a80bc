/** Random instants and clock steps that include every boundary. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import { startOfTime } from '../seam/format-call.ts';

/**
 * Milliseconds by which a clock moves between two calls: around every limit, and backwards.
 * Boundaries are listed because random integers rarely hit them; without 0, an off-by-one error
 * passed.
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

/** The instants 1 ms before, at and 1 ms after this one. */
export function around(instant: Instant): Arbitrary<Instant> {
  return fc.constantFrom(instant - 1, instant, instant + 1);
}

/** Any instant of the ten years after the start of the virtual clock. */
export const instant: Arbitrary<Instant> = fc.integer({
  min: startOfTime,
  max: startOfTime + 10 * 365 * 86_400_000,
});

/** The maximum step back behind the latest instant. Storages keep expired data longer. */
export const maxStepBackMs = 1_800_000;

/** The instants of a clock that takes these steps. */
export function instantsAfter(steps: readonly number[], from: Instant = startOfTime): readonly Instant[] {
  let at = from;
  let latest = from;
  return steps.map((step) => {
    at = Math.max(at + step, latest - maxStepBackMs);
    latest = Math.max(latest, at);
    return at;
  });
}
