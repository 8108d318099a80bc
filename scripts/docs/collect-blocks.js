/** Collects the TypeScript blocks of the documentation: README.md, docs/*.md, and the examples of docstrings in src. @module */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One fenced block. `line` is the 1-based line of its first line of code; `runs` is false for the info string
 * "ts fragment", which is only type-checked.
 *
 * @typedef {{ readonly file: string, readonly line: number, readonly code: string, readonly runs: boolean }} Block
 */

/**
 * @param {string} root folder that holds README.md, docs/ and src/; what is missing has no blocks
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
 * The fenced blocks among `lines` whose info string is `ts` or `ts fragment`. One that shows lines of a file, `ts from PATH`, is left
 * out: the file is compiled and run where it is, and a test compares the lines.
 *
 * @param {string} file
 * @param {readonly string[]} lines
 * @param {string} prefix a pattern of what stands before the text of each line
 * @returns {Block[]}
 */
function blocksOf(file, lines, prefix) {
  const opening = new RegExp(`^(${prefix}\\s*)\`\`\`(?:ts|typescript)(?: (.*))?$`);
  /** @type {Block[]} */
  const blocks = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [, indent, info] = opening.exec(lines[index] ?? '') ?? [];
    if (indent === undefined) continue;
    const shown = info?.startsWith('from ') === true;
    if (info !== undefined && info !== 'fragment' && !shown)
      throw new Error(`${file}:${index + 1}: unknown block kind "${info}"`);
    const first = index + 1;
    const end = lines.findIndex((line, at) => at >= first && line.startsWith(`${indent}\`\`\``));
    if (end === -1) throw new Error(`${file}:${index + 1}: the block is never closed`);
    const code = lines
      .slice(first, end)
      .map((line) => line.slice(indent.length))
      .join('\n');
    if (!shown) blocks.push({ file, line: first + 1, code, runs: info === undefined });
    index = end;
  }
  return blocks;
}

/**
 * The blocks of a source file's docstrings; an `@example` without one is an error, as it would be silently unchecked.
 *
 * @param {string} file
 * @param {readonly string[]} lines
 * @returns {Block[]}
 */
function examplesOf(file, lines) {
  lines.forEach((line, index) => {
    if (/^\s*\*\s*@example\b/.test(line) && !/^\s*\* ```ts( fragment)?$/.test(lines[index + 1] ?? '')) {
      throw new Error(`${file}:${index + 1}: an @example is followed by a \`\`\`ts block`);
    }
  });
  return blocksOf(file, lines, '\\s*\\*');
}
