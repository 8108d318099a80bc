/** Builds the library and the demonstration once, before the tests that start them. @module */

import { existsSync } from 'node:fs';
import { buildDemo, buildLibrary } from '../../scripts/build.js';

export function setup(): void {
  const built = existsSync('demo') ? buildDemo({ ifStale: true }) : buildLibrary({ ifStale: true });
  if (!built) throw new Error('the package does not build: run `npm run build`');
}
