/** `npm run examples:install`: the frameworks of the examples, each in its own folder, by its own lock file. @module */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../examples', import.meta.url));

/** The examples by name, in order. */
export const examples = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, 'package.json')))
  .sort();

/**
 * Installs every example whose lock file has changed since it was last installed.
 *
 * @returns {string} what npm said of those that failed; empty if all are there
 */
export function installExamples() {
  return examples.map((name) => install(join(folder, name))).join('');
}

/**
 * Installs one folder by its lock file, unless that is what was installed last.
 *
 * @param {string} example
 * @returns {string} what npm said if it failed; else empty
 */
export function install(example) {
  const stamp = join(example, 'node_modules/.installed');
  const current = createHash('sha256')
    .update(readFileSync(join(example, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return '';
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const { status, stderr } = spawnSync('npm', ['ci', ...options], { cwd: example, encoding: 'utf8' });
  if (status !== 0) return `${example}: ${stderr}\n`;
  writeFileSync(stamp, current);
  return '';
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const complaints = installExamples();
  if (complaints !== '') console.error(complaints);
  exit(complaints === '' ? 0 : 1);
}
