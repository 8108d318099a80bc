/**
 * The demonstration for tests. Its clock stands still until the parent process moves it, or runs
 * with `--running-clock`. `npm start` does not load this file.
 *
 * @module
 */

import process, { argv, env } from 'node:process';
import { systemClock } from 'second-factor/adapters/system';
import { runDemo } from './run.ts';

const clockRuns = argv.includes('--running-clock');
let now = Date.now();

process.on('message', (message: { readonly advanceMs: number }) => {
  now += message.advanceMs;
  process.send?.({ now });
});
process.on('disconnect', () => process.exit(0));

await runDemo(env, {
  clock: { ...systemClock, now: () => (clockRuns ? Date.now() : now) },
  // Low, because these tests are not about password hashing.
  passwordCost: { costLog2: 10, blockSize: 8, parallelization: 1 },
});
