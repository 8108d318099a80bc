/** Every entry of package.json stands on a source file. @module */

import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sourceOfExports } from '../../scripts/exports.js';

test('exports: every entry has its source file', () => {
  const missing = Object.entries(sourceOfExports()).filter(([, source]) => !existsSync(source));
  expect(missing).toEqual([]);
});
