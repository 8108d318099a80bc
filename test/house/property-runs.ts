/**
 * How hard the property tests look: `PROPERTY_RUNS` is the number of cases of each property (default 100),
 * `PROPERTY_SEED` repeats one run. A property that sets `numRuns` itself is not touched.
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
