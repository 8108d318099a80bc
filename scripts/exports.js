/** Reads package.json's `exports` and says which source file stands behind each entry. @module */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The entries of the package by the name that a user imports, with the absolute path of their source:
 * `second-factor/otp` → `…/src/otp.ts`. `./package.json` is left out. Whether the files exist is not looked at.
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
