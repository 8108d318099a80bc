/**
 * `npm run ok`: runs every check in order and stops at the first failure. The last line that it
 * prints is the test runner's summary.
 *
 * @module
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { env, exit, stderr, stdout } from 'node:process';

const steps = ['format:check', 'lint', 'types', 'build', 'check:package', 'test'];
const startedAt = performance.now();
let output = '';

for (const step of steps) {
  console.log(`\n===== ${step} =====`);
  const stepStartedAt = performance.now();
  output = '';
  const child = spawn('npm', ['run', '--silent', step], {
    env: stdout.isTTY ? { ...env, FORCE_COLOR: '1' } : env,
    stdio: ['inherit', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
    output += chunk.toString();
    stdout.write(chunk);
  });
  child.stderr.pipe(stderr);
  const [code] = await once(child, 'close');
  if (code !== 0) {
    console.error(`\n${step} failed`);
    exit(1);
  }
  console.log(`===== ${step}: ${seconds(stepStartedAt)}`);
}

console.log(`\nok in ${seconds(startedAt)}`);
console.log(output.split('\n').find((line) => /\bTests\b.*\bpassed\b/.test(line)) ?? '');

/** @param {number} since */
function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
