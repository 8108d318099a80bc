/** Measures decisions among more and more subjects, and the memory of each subject. @module */

import { askTrusted } from './decisions.ts';
import { createDeployment } from './deployment.ts';
import type { Contender } from './measure.ts';
import { measure } from './measure.ts';

const [rounds = 0, ...sizes] = process.argv.slice(2).map(Number);
const { gc } = globalThis as { gc?: () => void };
const bytesPerSubject: Record<string, number> = {};
const contenders: Contender[] = [];
for (const size of sizes) {
  const deployment = createDeployment();
  gc?.();
  const before = process.memoryUsage().heapUsed;
  await deployment.fill(size);
  gc?.();
  bytesPerSubject[size] = (process.memoryUsage().heapUsed - before) / size;
  contenders.push(askTrusted(deployment, size, String(size)));
}
console.log(JSON.stringify({ bytesPerSubject, samples: await measure(contenders, { rounds, batchMs: 2 }) }));
