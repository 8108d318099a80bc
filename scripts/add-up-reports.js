/**
 * Adds up test reports: `node scripts/add-up-reports.js FOLDER [FAILED STEP…]`. The last line that
 * it prints is "N passed, N failed".
 *
 * @module
 */

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Counts a failed step as one failure, unless the step's report already counts a failed test.
 *
 * @param {string} folder holds vitest's JSON reports, each named after its step
 * @param {readonly string[]} failedSteps
 */
export function addUp(folder, failedSteps) {
  const reports = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({
      step: basename(name, '.json'),
      counts: readCounts(join(folder, name)),
    }));
  const counted = reports.filter(({ counts }) => counts.numFailedTests > 0).map(({ step }) => step);
  const uncounted = failedSteps.filter((step) => !counted.includes(step));
  return {
    passed: reports.reduce((sum, { counts }) => sum + counts.numPassedTests, 0),
    failed: reports.reduce((sum, { counts }) => sum + counts.numFailedTests, uncounted.length),
    skipped: reports.reduce((sum, { counts }) => sum + counts.numPendingTests + counts.numTodoTests, 0),
  };
}

/**
 * @typedef {{
 *   numPassedTests: number,
 *   numFailedTests: number,
 *   numPendingTests: number,
 *   numTodoTests: number,
 * }} Counts
 */

/**
 * @param {string} file
 * @returns {Counts}
 */
function readCounts(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = '', ...failedSteps] = argv.slice(2);
  const { passed, failed, skipped } = addUp(folder, failedSteps);
  for (const step of failedSteps) console.log(`failed: ${step}`);
  if (skipped > 0) console.log(`skipped: ${skipped} tests`);
  console.log(`${passed} passed, ${failed} failed`);
  exit(failed > 0 || failedSteps.length > 0 || passed === 0 ? 1 : 0);
}
