/** Type-checks the documentation's blocks against the built package by its own name, runs them, and asserts what they promise. @module */

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { assertComments } from './assert-comments.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');

/** The compiler options of a user who is as strict as this package. (The package check looks at the declarations.) */
const tsconfig = {
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    composite: false,
    declaration: false,
    declarationMap: false,
    isolatedDeclarations: false,
    lib: ['es2023', 'dom', 'dom.iterable'],
    noUnusedLocals: false,
    outDir: 'out',
    rootDir: '.',
    skipLibCheck: true,
    types: ['node'],
  },
  include: ['*.ts'],
};

const declarations =
  'declare function assertDocumented<Actual>(actual: Actual, expected: unknown): Actual;\n';

/** Imports each module alone, so that one failure hides no other; a module that leaves a server behind still ends. */
const runner = `
  import { deepStrictEqual } from 'node:assert/strict';
  globalThis.assertDocumented = (actual, expected) => {
    deepStrictEqual(actual, expected);
    return actual;
  };
  console.log = () => {};
  let failed = false;
  for (const name of process.argv.slice(1)) {
    try {
      await import(name);
    } catch (error) {
      failed = true;
      console.error(name.split('/').at(-1) + ': ' + (error?.stack ?? error));
    }
  }
  process.exit(failed ? 1 : 0);
`;

/**
 * A block keeps the line numbers of its document: `README.md.42.ts(44,1)` is README.md, line 44.
 *
 * @param {readonly import('./collect-blocks.js').Block[]} blocks
 * @param {string} folder where to write and run them, inside the package so that its own name resolves; emptied first
 * @returns {{ run: number, fragments: number, assertions: number, failures: string }} `failures` is empty if all is well
 */
export function checkBlocks(blocks, folder) {
  const running = blocks.filter((block) => block.runs);
  const counts = { run: running.length, fragments: blocks.length - running.length, assertions: 0 };
  if (running.length === 0) return { ...counts, failures: 'no block found that runs' };

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  writeFileSync(join(folder, 'assert-documented.d.ts'), declarations);
  for (const block of blocks) {
    const { code, assertions } = asserted(block);
    counts.assertions += assertions;
    writeFileSync(join(folder, `${nameOf(block)}.ts`), `${'\n'.repeat(block.line - 1)}${code}\n`);
  }

  const compiled = spawnSync(execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (compiled.status !== 0) return { ...counts, failures: compiled.stdout + compiled.stderr };

  const modules = running.map((block) => join(folder, 'out', `${nameOf(block)}.js`));
  const ran = spawnSync(execPath, ['--input-type=module', '--eval', runner, ...modules], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (ran.status === 0) return { ...counts, failures: '' };
  return { ...counts, failures: ran.stderr || `the blocks did not end: ${ran.signal ?? ran.status}` };
}

/** @param {import('./collect-blocks.js').Block} block */
function asserted(block) {
  try {
    return assertComments(block.code);
  } catch (error) {
    throw new Error(
      `${block.file}:${block.line}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** @param {import('./collect-blocks.js').Block} block */
function nameOf(block) {
  return `${block.file.replaceAll('/', '-')}.${block.line}`;
}
