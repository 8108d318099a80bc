/** Builds dist/ once before the tests that use the package by its own name; an unchanged source is not built again. @module */

import { buildLibrary } from '../../scripts/build.js';

export function setup(): void {
  if (!buildLibrary({ ifStale: true })) throw new Error('the package does not build: run `npm run build`');
}
