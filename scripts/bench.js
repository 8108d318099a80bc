/**
 * `npm run bench`: builds the library, installs the peers, bundles bench/ and runs it. The
 * arguments after `--` go to bench/main.ts.
 *
 * @module
 */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildLibrary } from './build.js';
import { sourceOfExports } from './exports.js';
import { install } from './install-examples.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const bench = join(root, 'bench');
const output = join(bench, '.cache');

const failure = buildLibrary({ ifStale: true }) ? install(bench) : 'the library does not build';
if (failure !== '') fail(failure);
run([join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', bench]);
await bundle();
run([join(output, 'main.js'), ...argv.slice(2)]);

/** Bundles each worker separately. The built library stays one file per module, as in use. */
async function bundle() {
  const built = Object.fromEntries(
    Object.entries(sourceOfExports()).map(([name, source]) => [name, builtFile(source)]),
  );
  await build({
    entryPoints: [
      'main',
      'otp.worker',
      'decisions.worker',
      'growth.worker',
      'import.worker',
      'pruning.worker',
      'redis.worker',
    ].map((name) => join(bench, `${name}.ts`)),
    outdir: output,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [
      {
        name: 'the built library',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^second-factor/ }, ({ path }) => ({
            path: built[path] ?? path,
            external: true,
          }));
        },
      },
    ],
  });
}

/** @param {string} source the absolute path of a source file */
function builtFile(source) {
  return source.replace(join(root, 'src'), join(root, 'dist')).replace(/\.ts$/, '.js');
}

/** @param {readonly string[]} args */
function run(args) {
  const { status } = spawnSync(execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) exit(status ?? 1);
}

/** @param {string} reason */
function fail(reason) {
  console.error(reason);
  exit(1);
}
