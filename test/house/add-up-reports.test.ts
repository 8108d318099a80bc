/** The counts that `.ci/run` prints include steps that failed without a test. @module */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addUp } from '../../scripts/add-up-reports.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'second-factor-reports-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('addUp: sums the reports', () => {
  report('test', { passed: 3, failed: 0, skipped: 1 });
  report('e2e', { passed: 2, failed: 0, skipped: 0 });
  expect(addUp(folder, [])).toEqual({ passed: 5, failed: 0, skipped: 1 });
});

test('addUp: counts a failing test once, and a failing step without a failing test', () => {
  report('test', { passed: 3, failed: 2, skipped: 0 });
  report('e2e', { passed: 1, failed: 0, skipped: 0 });
  expect(addUp(folder, ['test', 'e2e', 'lint'])).toEqual({ passed: 4, failed: 4, skipped: 0 });
});

test('addUp: counts a run without a report as a failure', () => {
  expect(addUp(folder, ['test'])).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function report(step: string, { passed, failed, skipped }: Counts): void {
  const counts = {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    numTodoTests: 0,
  };
  writeFileSync(join(folder, `${step}.json`), JSON.stringify(counts));
}
