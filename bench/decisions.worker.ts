/** Measures decisions over a thousand subjects in a fresh process; prints JSON. @module */

import { askTrusted, otherDecisions, trustedClient } from './decisions.ts';
import { createDeployment } from './deployment.ts';
import { measure } from './measure.ts';

const rounds = Number(process.argv[2]);
const deployment = createDeployment();
await deployment.fill(1000);
const contenders = [askTrusted(deployment, 1000, trustedClient), ...(await otherDecisions(deployment, 1000))];
console.log(JSON.stringify(await measure(contenders, { rounds, batchMs: 2 })));
