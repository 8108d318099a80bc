/** `npm run bench` runs and prints every bar. Its counts hold; its times are not tested. @module */

import { spawnSync } from 'node:child_process';
import { execPath } from 'node:process';
import { expect, test } from 'vitest';

/** The bars on counts, which noise does not change. */
const counts = [
  'arrays of bytes made by a verification, nobleHashing',
  'arrays of bytes made by a verification, nodeHashing',
  'size of ., with all it loads',
  'size of ./otp, with all it loads',
  'size of ./client, with all it loads',
  'round trips: a decision without a code',
  'round trips: a refused attempt',
  'round trips: a success',
  'round trips: a code mailed to one address',
];

const timed = [
  ['verify, no match, second-factor', '≥ 2.5 × otpauth'],
  ['verify, no match, second-factor', '≥ 8 × otplib'],
  ['verify, no match, second-factor, nodeHashing', '≥ 4 × otpauth'],
  ['generate, second-factor', '≥ 2 × otpauth'],
  ['authorize: trusted client', '> 100 000/s'],
  ['the same, 1000 to 10000 subjects', 'flat (≤ 1.5 ×)'],
  ['pruning 10000 expired records', 'no wait > 10 ms'],
];

test('a short run prints every bar, and the bars on counts hold', () => {
  const options = ['--processes', '1', '--rounds', '1', '--subjects', '10000'];
  const run = spawnSync(execPath, ['scripts/bench.js', ...options], { encoding: 'utf8' });
  expect(run.status, run.stderr).toBe(0);
  const rows = run.stdout
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const verdicts = counts.map((work) => [work, rows.find(([name]) => name === work)?.at(-1)]);
  expect(verdicts).toEqual(counts.map((work) => [work, 'holds']));
  const printed = rows.map(([work, bar]) => [work, bar]);
  for (const bar of timed) expect(printed).toContainEqual(bar);
}, 300_000);
