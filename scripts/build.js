/**
 * Builds the package into dist/: `node scripts/build.js`. `--demo` also builds the demonstration
 * server. `--if-stale` builds only projects whose sources changed since the last build.
 *
 * @module
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');

/**
 * A TypeScript project, the folder that it writes, and the files and folders that it reads.
 *
 * @typedef {{
 *   readonly project: string,
 *   readonly output: string,
 *   readonly sources: readonly string[],
 *   readonly ifStale: boolean,
 * }} BuildOptions
 */

/**
 * Builds `project` with its references. With `ifStale`, skips the build if the contents of the
 * sources are those of the last build; timestamps do not matter.
 *
 * @param {BuildOptions} options
 * @returns {boolean} whether the compiler succeeded
 */
export function build({ project, output, sources, ifStale }) {
  const stamp = join(root, '.cache', `${project}.sources`);
  const current = digestOf(['package-lock.json', 'package.json', ...sources]);
  if (
    ifStale &&
    existsSync(join(root, output)) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === current
  ) {
    return true;
  }
  rmSync(stamp, { force: true });
  rmSync(join(root, output), { recursive: true, force: true });
  const compiled = spawnSync(execPath, [tsc, '-b', project, '--force'], { cwd: root, stdio: 'inherit' });
  if (compiled.status !== 0) return false;
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stamp, current);
  return true;
}

/**
 * Builds the library into dist/.
 *
 * @param {{ ifStale: boolean }} options
 */
export function buildLibrary({ ifStale }) {
  const sources = ['src', ...projectFiles()];
  return build({ project: 'tsconfig.build.json', output: 'dist', sources, ifStale });
}

/**
 * Builds the library, then the demonstration server into .cache/demo/.
 *
 * @param {{ ifStale: boolean }} options
 */
export function buildDemo({ ifStale }) {
  const sources = ['src', 'demo', ...projectFiles()];
  return (
    buildLibrary({ ifStale }) &&
    build({ project: 'tsconfig.demo.json', output: '.cache/demo', sources, ifStale })
  );
}

/** The TypeScript configurations that a build depends on. */
function projectFiles() {
  return readdirSync(root).filter((name) => /^tsconfig\..*json$/.test(name));
}

/** @param {readonly string[]} paths files or folders, relative to the package */
function digestOf(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesUnder(path)).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
  if (!existsSync(join(root, path))) return [];
  if (!/\.[a-z]+$/.test(path)) {
    return readdirSync(join(root, path)).flatMap((name) => filesUnder(`${path}/${name}`));
  }
  return [path];
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const ifStale = argv.includes('--if-stale');
  exit((argv.includes('--demo') ? buildDemo({ ifStale }) : buildLibrary({ ifStale })) ? 0 : 1);
}
