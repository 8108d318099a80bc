/** `npm run examples:install`: installs each example's dependencies in its own folder. @module */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../examples', import.meta.url));

/** The names of the examples, sorted. */
export const examples = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, 'package.json')))
  .sort();

/**
 * Installs every example whose lock file changed since its last installation.
 *
 * @returns {string} npm's error output for the examples that failed; empty on success
 */
export function installExamples() {
  return examples.map((name) => install(join(folder, name))).join('');
}

/**
 * Installs one folder from its lock file, unless that lock file is already installed.
 *
 * @param {string} packageFolder
 * @returns {string} npm's error output; empty on success
 */
export function install(packageFolder) {
  const stamp = join(packageFolder, 'node_modules/.installed');
  const current = createHash('sha256')
    .update(readFileSync(join(packageFolder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return '';
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const { status, stderr } = spawnSync('npm', ['ci', ...options], { cwd: packageFolder, encoding: 'utf8' });
  if (status !== 0) return `${packageFolder}: ${stderr}\n`;
  writeFileSync(stamp, current);
  return '';
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const failures = installExamples();
  if (failures !== '') console.error(failures);
  exit(failures === '' ? 0 : 1);
}
