/** P19: every law of the storage port on all targets. The e2e test runs more cases. @module */

import { registerLaws } from './laws.ts';

registerLaws(() => Number(process.env['PROPERTY_RUNS'] ?? 20));
