/**
 * The demonstration for tests: its clock stands still until the parent process moves it, or goes with `--running-clock`. Nothing of
 * `npm start` leads here.
 *
 * @module
 */

import process, { argv, env } from 'node:process';
import { systemClock } from 'second-factor/adapters/system';
import { runDemo } from './run.ts';

const runs = argv.includes('--running-clock');
let now = Date.now();

process.on('message', (message: { readonly advanceMs: number }) => {
  now += message.advanceMs;
  process.send?.({ now });
});
process.on('disconnect', () => process.exit(0));

await runDemo(env, {
  clock: { ...systemClock, now: () => (runs ? Date.now() : now) },
  // Hashing is not what these tests are about.
  passwordCost: { costLog2: 10, blockSize: 8, parallelization: 1 },
});
