/** P19: every law of the storage port on Redis, by both clients, on one server and on a Cluster; `laws.e2e.test.ts` looks harder. @module */

import { registerLaws } from './laws.ts';

registerLaws(() => Number(process.env['PROPERTY_RUNS'] ?? 20));
