/** Maps each entry in package.json's `exports` to its source file. @module */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Maps the import name of each entry to the absolute path of its source, such as
 * `second-factor/otp` to `…/src/otp.ts`. `./package.json` is omitted. The files need not exist.
 *
 * @returns {Record<string, string>}
 */
export function sourceOfExports() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.fromEntries(
    Object.entries(manifest.exports)
      .filter(([key]) => key !== './package.json')
      .map(([key, target]) => [
        manifest.name + key.slice(1),
        join(root, target.default.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts')),
      ]),
  );
}
