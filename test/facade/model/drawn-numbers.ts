/** How the numbers of two policies are drawn. @module */

import fc from 'fast-check';
import type { Numbers } from './settings.ts';

/** Numbers at their boundaries. The mail caps are the same in both policies of a run. */
const caps = fc.record({
  cooldownSeconds: fc.constantFrom(10, 60),
  mailsPer5Minutes: fc.constantFrom(1, 2, 3, 8),
  mailsPerDay: fc.constantFrom(3, 10),
});
const settings = fc.record({
  digits: fc.constantFrom<6 | 8>(6, 8),
  window: fc.constantFrom<(0 | 1 | 2)[]>(0, 1, 1, 2),
  automatic: fc.constantFrom(false, false, true),
  emailDigits: fc.constantFrom(6, 8),
  codeSeconds: fc.constantFrom(60, 600),
  trustSeconds: fc.constantFrom(0, 60, 300, 300, 2_592_000),
  maxClients: fc.constantFrom(1, 2, 20),
  free: fc.constantFrom(1, 2, 3, 5),
  firstLockSeconds: fc.constantFrom(1, 30),
  maxLockSeconds: fc.constantFrom(30, 900),
  disableAt: fc.constantFrom<(number | 'never')[]>(5, 6, 50, 'never'),
  pendingSeconds: fc.constantFrom(60, 600),
  firstFactor: fc.constantFrom<Numbers['firstFactor'][]>(
    'fresh-session',
    'fresh-session',
    'session',
    'refuse',
  ),
  freshSeconds: fc.constantFrom(60, 300),
  confirmingTrusts: fc.boolean(),
  maxTokens: fc.constantFrom(1, 2, 50),
  maxTokenSeconds: fc.constantFrom(undefined, undefined, 3600),
});

export const deployments: fc.Arbitrary<readonly [Numbers, Numbers]> = fc
  .tuple(caps, settings, settings)
  .map(([shared, one, other]) => [
    { ...shared, ...one },
    { ...shared, ...other },
  ]);
