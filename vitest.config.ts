/** The test runner: `unit` (examples, properties, the house rules), `e2e` (other processes) and `browser` (Chromium). @module */

import { defineConfig } from 'vitest/config';
import { sourceOfExports } from './scripts/exports.js';

const alias = Object.entries(sourceOfExports()).map(([name, source]) => ({
  find: new RegExp(`^${name}$`),
  replacement: source,
}));

export default defineConfig({
  resolve: { alias },
  test: {
    // Two cores and much CPU-bound work: threads start faster than forks, and nothing here loads native code.
    pool: 'threads',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: ['./test/house/build-once.ts'],
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
      { extends: true, test: { name: 'e2e', include: ['test/**/*.e2e.test.ts'], fileParallelism: false } },
      {
        extends: true,
        test: { name: 'browser', include: ['test/**/*.browser.test.ts'], fileParallelism: false },
      },
    ],
    coverage: { provider: 'v8', include: ['src/**'], reportsDirectory: 'coverage' },
  },
});
