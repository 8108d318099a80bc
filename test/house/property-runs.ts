/**
 * Configures property tests: `PROPERTY_RUNS` is the number of cases of each property (default 100),
 * `PROPERTY_SEED` repeats a run. A property that sets `numRuns` keeps its own number.
 *
 * @module
 */

import { configureGlobal } from 'fast-check';

const runs = process.env['PROPERTY_RUNS'];
const seed = process.env['PROPERTY_SEED'];

configureGlobal({
  ...(runs === undefined ? {} : { numRuns: Number(runs) }),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
});
