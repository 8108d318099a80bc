/** Collects the TypeScript blocks of README.md, docs/*.md and the docstrings in src. @module */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One fenced block. `line` is the 1-based line of its first line of code. `runs` is false for the
 * info string "ts fragment": such a block is only type-checked.
 *
 * @typedef {{
 *   readonly file: string,
 *   readonly line: number,
 *   readonly code: string,
 *   readonly runs: boolean,
 * }} Block
 */

/**
 * @param {string} root the folder of README.md, docs/ and src/, each of which may be missing
 * @returns {Block[]}
 */
export function collectBlocks(root) {
  const readme = existsSync(join(root, 'README.md')) ? ['README.md'] : [];
  const files = [...readme, ...filesUnder(root, 'docs', '.md'), ...filesUnder(root, 'src', '.ts')];
  return files.flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    return file.endsWith('.md') ? blocksOf(file, lines, '') : examplesOf(file, lines);
  });
}

/**
 * @param {string} root
 * @param {string} folder
 * @param {string} extension
 * @returns {string[]} paths relative to root, sorted
 */
function filesUnder(root, folder, extension) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}

/**
 * Returns the fenced blocks whose info string is `ts` or `ts fragment`. A block that shows lines of
 * a file, `ts from PATH`, is omitted: a test compares its lines with the file, which is compiled
 * and run itself.
 *
 * @param {string} file
 * @param {readonly string[]} lines
 * @param {string} prefix a pattern for the text before the content of each line
 * @returns {Block[]}
 * @throws {Error} if a block has another info string or is never closed.
 */
function blocksOf(file, lines, prefix) {
  const opening = new RegExp(`^(${prefix}\\s*)\`\`\`(?:ts|typescript)(?: (.*))?$`);
  /** @type {Block[]} */
  const blocks = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [, indent, info] = opening.exec(lines[index] ?? '') ?? [];
    if (indent === undefined) continue;
    const showsFile = info?.startsWith('from ') === true;
    if (info !== undefined && info !== 'fragment' && !showsFile)
      throw new Error(`${file}:${index + 1}: unknown block kind "${info}"`);
    const first = index + 1;
    const end = lines.findIndex((line, at) => at >= first && line.startsWith(`${indent}\`\`\``));
    if (end === -1) throw new Error(`${file}:${index + 1}: the block is never closed`);
    const code = lines
      .slice(first, end)
      .map((line) => line.slice(indent.length))
      .join('\n');
    if (!showsFile) blocks.push({ file, line: first + 1, code, runs: info === undefined });
    index = end;
  }
  return blocks;
}

/**
 * Returns the blocks of a source file's docstrings.
 *
 * @param {string} file
 * @param {readonly string[]} lines
 * @returns {Block[]}
 * @throws {Error} if an `@example` has no block, because nothing would check it.
 */
function examplesOf(file, lines) {
  lines.forEach((line, index) => {
    if (/^\s*\*\s*@example\b/.test(line) && !/^\s*\* ```ts( fragment)?$/.test(lines[index + 1] ?? '')) {
      throw new Error(`${file}:${index + 1}: an @example must be followed by a \`\`\`ts block`);
    }
  });
  return blocksOf(file, lines, '\\s*\\*');
}
