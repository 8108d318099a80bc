/**
 * The bench: `npm run bench`. Options after `--`: `--processes 5` and `--rounds 200` (how much to
 * measure), `--subjects 1000000` (the maximum number of subjects),
 * `--only counts,imports,otp,decisions,redis` (which parts to run) and `--chart` (writes
 * docs/bench.svg).
 *
 * @module
 */

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Bar, barsTable, noiseRemark } from './bars.ts';
import { chart } from './chart.ts';
import { allocationBars, entryFiles, importTable, sizeBars } from './count-report.ts';
import {
  type Growth,
  type Pruning,
  decisionBars,
  decisionsTable,
  growthTable,
  pruningTable,
  quietestRun,
} from './decisions-report.ts';
import { joinSamples } from './figures.ts';
import type { Samples } from './measure.ts';
import { type OtpSamples, joinProcesses, otpBars, otpTable } from './otp-report.ts';
import { type RedisFigures, redisBars, redisTable } from './redis-report.ts';
import { fromWorker, fromWorkers } from './workers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '200' },
    only: { type: 'string', default: 'counts,imports,otp,decisions,redis' },
    subjects: { type: 'string', default: '1000000' },
    chart: { type: 'boolean', default: false },
  },
});
const processes = Number(values.processes);
const rounds = Number(values.rounds);
const maxSubjects = Number(values.subjects);
const parts = values.only.split(',');
const bars: Bar[] = [];

console.log(
  `Node ${process.versions.node} on ${cpus()[0]?.model}, ${processes} processes of ${rounds} rounds\n`,
);

if (parts.includes('counts')) bars.push(...allocationBars(), ...(await sizeBars(`${root}dist`)));

if (parts.includes('imports')) {
  const samples: Record<string, readonly number[]> = {};
  for (const [entry, file] of entryFiles)
    samples[entry] = await fromWorkers<number>(processes * 4, 'import', [`${root}dist/${file}`]);
  console.log(`${importTable(samples)}\n`);
}

if (parts.includes('otp')) {
  const samples = joinProcesses(await fromWorkers<OtpSamples>(processes, 'otp', [rounds]));
  for (const [work, measured] of Object.entries(samples)) console.log(`${otpTable(work, measured)}\n`);
  bars.push(...otpBars(samples));
  if (values.chart) writeFileSync(`${root}docs/bench.svg`, chart(samples));
}

if (parts.includes('decisions')) {
  const samples = joinSamples(await fromWorkers<Samples>(processes, 'decisions', [rounds]));
  const sizes = [1000, 10_000, 100_000, 1_000_000].filter((size) => size <= maxSubjects);
  const growth = await fromWorker<Growth>(
    'growth',
    [rounds, ...sizes],
    ['--expose-gc', '--max-old-space-size=8192'],
  );
  const pruning = quietestRun(
    await fromWorkers<Pruning>(3, 'pruning', [maxSubjects], ['--max-old-space-size=8192']),
  );
  console.log(`${decisionsTable(samples)}\n\n${growthTable(growth)}\n\n${pruningTable(pruning)}\n`);
  bars.push(...decisionBars(samples, growth, pruning));
}

if (parts.includes('redis')) {
  const figures = await fromWorker<RedisFigures>('redis', [Math.ceil(rounds / 4)]);
  console.log(`${redisTable(figures)}\n`);
  bars.push(...redisBars(figures));
}

console.log(`${barsTable(bars)}\n\n${noiseRemark(bars)}`);
