/** The test runner: `unit` (examples, properties, the house rules), `e2e` (other processes) and `browser` (Chromium). @module */

import { defineConfig } from 'vitest/config';
import { sourceOfExports } from './scripts/exports.js';

const alias = Object.entries(sourceOfExports()).map(([name, source]) => ({
  find: new RegExp(`^${name}$`),
  replacement: source,
}));

/** Tests that start the built server, a database or a browser: one file at a time, in a process of their own. */
const otherProcesses = {
  fileParallelism: false,
  globalSetup: './test/house/build-once.ts',
  pool: 'forks',
} as const;

/** A file for the counts of a run, beside what is printed; `.ci/run` adds them up. */
const report = process.env['TEST_REPORT'];

export default defineConfig({
  resolve: { alias },
  test: {
    // Two cores and much CPU-bound work: threads start faster than forks, and nothing here loads native code.
    pool: 'threads',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    setupFiles: ['./test/house/property-runs.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.e2e.test.ts', '**/*.browser.test.ts'],
        },
      },
      { extends: true, test: { name: 'e2e', include: ['test/**/*.e2e.test.ts'], ...otherProcesses } },
      {
        extends: true,
        test: { name: 'browser', include: ['test/**/*.browser.test.ts'], ...otherProcesses },
      },
    ],
    coverage: { provider: 'v8', include: ['src/**'], reportsDirectory: 'coverage' },
  },
});
