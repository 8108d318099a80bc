/**
 * Checks the package as users get it: packs, unpacks, lints, imports and weighs it. Run
 * `npm run build` first.
 *
 * @module
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { sourceOfExports } from '../exports.js';
import { entryRules } from './entry-rules.js';
import { checkWeight, weighEntry } from './weigh-entry.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const consumer = join(root, '.cache/consumer');
const installed = join(consumer, 'node_modules/second-factor');
const entries = Object.keys(sourceOfExports());

step('exports: every entry has a source');
for (const [entry, source] of Object.entries(sourceOfExports())) {
  if (!existsSync(source)) fail(`${entry} has no source ${source}`);
}

step('pack');
rmSync(consumer, { recursive: true, force: true });
mkdirSync(installed, { recursive: true });
run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', consumer]);
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const tarball = join(consumer, `${manifest.name}-${manifest.version}.tgz`);
run('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed]);

step('publint');
run(bin('publint'), ['run', tarball, '--strict']);

step('are the types wrong?');
run(bin('attw'), [tarball, '--profile', 'esm-only', '--no-definitely-typed', '--no-emoji']);

step('imports: every entry loads, and its types compile in strict mode');
writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }');
const lines = entries.map((entry, index) => `export * as entry${index} from '${entry}';`);
writeFileSync(join(consumer, 'load.js'), lines.join('\n'));
writeFileSync(join(consumer, 'load.ts'), lines.join('\n'));
run(execPath, [join(consumer, 'load.js')]);
const lib = ['es2023', 'dom', 'dom.iterable'];
const compilerOptions = {
  lib,
  module: 'nodenext',
  noEmit: true,
  skipLibCheck: false,
  strict: true,
  types: ['node'],
};
writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['load.ts'] }));
run(execPath, [join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', consumer]);

step('weight: each entry with everything it loads, minified and gzipped');
const violations = [];
for (const entry of entries) {
  const weight = await weighEntry(entry, consumer);
  const names = [...weight.packages, ...weight.builtins].join(' ');
  console.log(`${entry.padEnd(32)} ${(weight.bytes / 1000).toFixed(1).padStart(6)} kB  ${names}`);
  violations.push(...checkWeight(entry, weight, entryRules[entry]));
}
if (violations.length > 0) fail(violations.join('\n'));

step('knip: nothing unused, nothing undeclared');
run(bin('knip'), ['--no-progress']);

/** @param {string} title */
function step(title) {
  console.log(`\n-- ${title}`);
}

/** @param {string} name */
function bin(name) {
  return join(root, 'node_modules/.bin', name);
}

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 */
function run(command, parameters) {
  const { status, error } = spawnSync(command, parameters, { cwd: root, stdio: 'inherit' });
  if (status !== 0) fail(`${command} failed${error === undefined ? '' : `: ${error.message}`}`);
}

/**
 * @param {string} reason
 * @returns {never}
 */
function fail(reason) {
  console.error(reason);
  exit(1);
}
